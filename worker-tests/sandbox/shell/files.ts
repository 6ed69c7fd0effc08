/** What lies in the workspace when one of the commands begins. */
export const files: Record<string, string> = {
  'people.csv':
    'name,age,city\nAda,36,London\nAlan,41,Manchester\nGrace,85,New York\nLinus,54,Portland\nMargaret,29,London\n',
  'cities.csv': 'Ada,UK\nGrace,US\nLinus,US\n',
  'words.txt': 'apple\nbanana\ncherry\ndate\nan elderberry\nfig\n',
  'words2.txt': 'apple\nbanana\nblueberry\ndate\nan elderberry\nfig\ngrape\n',
  'fruit.txt': 'pear\napple\napple\nfig\npear\napple\n',
  'numbers.txt': '10\n9\n2\n33\n1\n5\n',
  'paths.txt': 'usr/local/bin\netc/hosts\n',
  'versions.txt': 'v1.10.0\nv1.2.0\nv1.9.3\nv0.10\n',
  'sizes.txt': 'a:10K\nb:2M\nc:512\nd:1G\n',
  'tabs.txt': '\tone\n\t\ttwo\n',
  'crlf.txt': 'one\r\ntwo\r\n',
  'template.txt': 'Dear $NAME, pay $AMOUNT.\n',
  'empty.txt': '',
  'notes.md':
    '# Notes  on   a project\n\nIt costs $5 a month, and the quick brown fox jumps over it.\n\n- first item\n- second item\n',
  'log.txt': [
    '2024-05-01T10:00:00 INFO 10.0.0.1 GET /index 12ms user=ada',
    '2024-05-01T10:00:05 WARN 10.0.0.2 GET /slow 340ms user=alan',
    '2024-05-01T10:00:07 INFO 10.0.0.1 POST /form 25ms user=ada',
    '2024-05-02T11:30:00 ERROR 10.0.0.3 GET /broken 12ms user=grace',
    '2024-05-02T11:31:00 INFO 10.0.0.1 GET /index 9ms user=ada',
    '2024-05-03T08:00:00 ERROR 10.0.0.2 GET /broken 15ms user=alan',
    '',
  ].join('\n'),
  'data.json':
    '{"users":[{"name":"Ada","age":36},{"name":"Alan","age":41},{"name":"Kim","age":12}],"meta":{"version":"1.0"},"ok":true}\n',
  'src/a.js': "// TODO tidy\nimport { b } from './b.js'\n\nexport function a() {\n  return b() + 1\n}\n",
  'src/b.js': 'export function b() {\n  return 41\n}\n// todo: test\n',
  'src/lib/c.py': 'import os\n\n# TODO: more\nprint(os.getcwd())\n',
  'src/lib/deep/d.py': 'print("deep")\n',
}

/** In Latin-1: "café" and a newline. */
export const bytes: Record<string, Uint8Array> = { 'latin1.txt': new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x0a]) }
