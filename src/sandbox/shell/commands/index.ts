import type { Command } from 'just-bash/browser'
import type { Tree } from '../disk/tree'
import type { Ending } from '../ending'
import type { Outside } from '../outside'
import { tar } from './archives/tar'
import { unzip, zip } from './archives/zip'
import { du } from './files/du'
import { hexdump, od, xxd } from './files/dumps'
import { hashes } from './files/hashes'
import { ls } from './files/ls'
import { cmp, dd, install, mktemp, realpath, truncate, unlink } from './files/small'
import { node } from './node/node'
import { bc } from './numbers/bc'
import { factor, numfmt } from './numbers/small'
import { wget } from './outside'
import { date } from './system/date'
import { system } from './system/small'
import { diff } from './text/diff'
import { iconv } from './text/iconv'
import { paste } from './text/paste'
import { patch } from './text/patch'
import { awk, grep, jq, sed } from './text/rewritten'
import { envsubst, shuf, yes } from './text/small'
import { sort } from './text/sort'
import { split } from './text/split'
import { tr } from './text/tr'
import { uniq } from './text/uniq'
import { wc } from './text/wc'
import { xargs } from './text/xargs'

/** What the interpreter's own commands lack, or do otherwise than people expect of a computer. */
export function ownCommands({ outside, tree, ending }: { outside: Outside; tree: Tree; ending: Ending }): Command[] {
  return [
    ...[tar, zip, unzip, wget(outside)],
    ...[ls, du, cmp, dd, install, mktemp, realpath, truncate, unlink, xxd, hexdump, od, ...hashes],
    ...[awk, grep, jq, sed, tr, split, sort, uniq, wc, xargs, paste, diff, patch, iconv, envsubst, shuf, yes],
    node(tree, ending),
    ...[bc, factor, numfmt, date, ...system],
  ]
}
