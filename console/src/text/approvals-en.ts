/** Words of the calls that wait for the person. */
export const approvalsEn = {
  requestTitle: (hosts: string) => `May the agent reach ${hosts}?`,
  deploymentTitle: (hosts: string) => `May the agent publish a site that names ${hosts}?`,
  more: (first: string, others: number) => `${first} and ${others} more`,
  why: 'This conversation holds text from outside as well as something of yours. Such text can tell the agent to carry it away, so hosts that you did not name wait for you.',
  siteHint: '“Allow once” publishes the site as it is; “Allow this host” also lets its pages load from there.',
  allHosts: 'All hosts',
  once: 'Allow once',
  host: (hosts: number) => (hosts > 1 ? 'Allow these hosts' : 'Allow this host'),
  deny: 'Deny',
  deciding: 'Sending your answer…',
  until: (time: string) => `Without an answer it is denied on ${time}.`,
  allowedOnce: (hosts: string) => `You allowed ${hosts} once.`,
  allowedHost: (hosts: string) => `You allowed ${hosts} in this conversation.`,
  denied: (hosts: string) => `You denied ${hosts}.`,
  deniedByTime: (hosts: string) => `Nobody answered within 24 hours: ${hosts} was denied.`,
  waits: 'Waits for you',
  waitsFor: (hosts: string) => `The agent waits for your answer about ${hosts}.`,
  show: 'Show',
  outside: 'Outside content',
  outsideTitle:
    'Text from the web is in this conversation. With something of yours in it too, hosts that you did not name wait for your approval.',
  settingTitle: 'Approvals',
  settingLabel: 'Ask me before data of mine could leave',
  settingLine:
    'Where text from outside and something of yours meet in a conversation, a request to a host that you did not name, or a site that names one, waits for you. Turned off, nothing waits, and a page that the agent reads can have it send your files anywhere.',
  closedHosts: (count: number) => (count === 1 ? '1 other host' : `${count} other hosts`),
  closedHostsLine:
    'The files of this site name these hosts. Links to them work; an image, a request or a form reaches only those that you open.',
  openHost: (host: string) => `Let the pages reach ${host}`,
  loadImage: (host: string) => `Load image from ${host}`,
  loadingImage: 'Loading image…',
}
