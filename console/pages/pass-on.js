/** Hands the request to the Worker as it came, address included: its Origin rule then holds for this host. */
export const passOn = ({ request, env }) => env.OKCVM.fetch(request)
