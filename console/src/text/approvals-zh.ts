import type { approvalsEn } from './approvals-en'
import type { Translation } from './translation'

/** 等待用户批准的调用的中文文字。 */
export const approvalsZh: Translation<typeof approvalsEn> = {
  requestTitle: (hosts) => `允许智能体访问 ${hosts} 吗？`,
  deploymentTitle: (hosts) => `允许智能体发布提到 ${hosts} 的网站吗？`,
  more: (first, others) => `${first} 等 ${others + 1} 个主机`,
  why: '这个对话里既有外部内容，也有你的内容。外部内容可能让智能体把你的内容带走，所以你没有提到过的主机要等你同意。',
  siteHint: '“允许一次”按现状发布网站；“允许此主机”还会让网页从那里加载内容。',
  allHosts: '所有主机',
  once: '允许一次',
  host: (hosts) => (hosts > 1 ? '允许这些主机' : '允许此主机'),
  deny: '拒绝',
  deciding: '正在发送你的答复……',
  until: (time) => `如果一直没有答复，将在 ${time} 视为拒绝。`,
  allowedOnce: (hosts) => `你允许了 ${hosts} 一次。`,
  allowedHost: (hosts) => `你允许了在这个对话中访问 ${hosts}。`,
  denied: (hosts) => `你拒绝了 ${hosts}。`,
  deniedByTime: (hosts) => `24 小时内没有答复，已拒绝 ${hosts}。`,
  waits: '等你答复',
  waitsFor: (hosts) => `智能体在等你对 ${hosts} 的答复。`,
  show: '查看',
  outside: '含外部内容',
  outsideTitle: '这个对话里有来自网络的内容。如果其中也有你的内容，你没有提到过的主机要等你同意。',
  settingTitle: '批准',
  settingLabel: '我的数据可能外传之前先问我',
  settingLine:
    '当对话里同时有外部内容和你的内容时，访问你没有提到过的主机，或发布提到这种主机的网站，都要等你同意。关闭后不再等待，智能体读到的网页就可能让它把你的文件发往任何地方。',
  closedHosts: (count) => `${count} 个其他主机`,
  closedHostsLine: '这个网站的文件提到了这些主机。指向它们的链接可以打开；图片、请求和表单只能到达你开放的主机。',
  openHost: (host) => `让网页访问 ${host}`,
  loadImage: (host) => `从 ${host} 加载图片`,
  loadingImage: '正在加载图片……',
}
