import type { Kit } from './kit'

/** The module path. */
export function paths(kit: Kit): void {
  const { host } = kit

  const normalize = (path: string) => {
    const names: string[] = []
    for (const name of path.split('/')) {
      if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop()
      else if (name === '..' && !path.startsWith('/')) names.push(name)
      else if (name !== '' && name !== '.' && name !== '..') names.push(name)
    }
    return (path.startsWith('/') ? '/' : '') + names.join('/') || (path.startsWith('/') ? '/' : '.')
  }
  const basename = (path: string, end = '') => {
    const name = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
    return end !== '' && name.endsWith(end) ? name.slice(0, -end.length) : name
  }
  const extname = (path: string) => /[^/]\.[^./]*$/.exec(basename(path))?.[0].slice(1) ?? ''
  const dirname = (path: string) => path.replace(/\/?[^/]*\/*$/, '') || (path.startsWith('/') ? '/' : '.')
  const resolve = (...parts: string[]) =>
    normalize(parts.reduce((base, part) => (part.startsWith('/') ? part : `${base}/${part}`), host.cwd))
  const path: Record<string, unknown> = {
    sep: '/',
    delimiter: ':',
    join: (...parts: string[]) => normalize(parts.filter((part) => part !== '').join('/')),
    normalize,
    resolve,
    basename,
    extname,
    dirname,
    isAbsolute: (given: string) => given.startsWith('/'),
    relative(from: string, to: string) {
      const [base, names] = [resolve(from).split('/').filter(Boolean), resolve(to).split('/').filter(Boolean)]
      let shared = 0
      while (shared < base.length && base[shared] === names[shared]) shared++
      return [...base.slice(shared).map(() => '..'), ...names.slice(shared)].join('/')
    },
    parse: (given: string) => ({
      root: given.startsWith('/') ? '/' : '',
      dir: dirname(given),
      base: basename(given),
      ext: extname(given),
      name: basename(given, extname(given)),
    }),
    format: (parts: { dir?: string; base?: string; name?: string; ext?: string }) =>
      `${parts.dir ? `${parts.dir}/` : ''}${parts.base ?? `${parts.name ?? ''}${parts.ext ?? ''}`}`,
  }
  path.posix = path

  Object.assign(kit, { path, normalize, dirname })
}
