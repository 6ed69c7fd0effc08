/** What the Worker does for its own copy of the console: where sites have a host of their own, the console frames them alone. */
export function allowSites(answer, sitesHost) {
  const policy = answer.headers.get('content-security-policy')
  if (!sitesHost || !policy?.includes("frame-src 'self'")) return answer
  const changed = new Response(answer.body, answer)
  changed.headers.set('content-security-policy', policy.replace("frame-src 'self'", `frame-src https://*.${sitesHost}`))
  return changed
}
