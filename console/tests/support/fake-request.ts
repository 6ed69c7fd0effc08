import { vi } from 'vitest'

/** A request that answers as the test says. */
export function requestThat(answer: (request: FakeRequest) => void) {
  vi.stubGlobal(
    'XMLHttpRequest',
    class extends FakeRequest {
      override send() {
        answer(this)
      }
    },
  )
}

export class FakeRequest {
  static urls: string[] = []
  upload: { onprogress?: (event: { loaded: number }) => void } = {}
  status = 0
  responseText = ''
  onload?: () => void
  onerror?: () => void
  open(_method: string, url: string) {
    FakeRequest.urls.push(url)
  }
  setRequestHeader() {}
  send() {}
  abort() {}
  reply(status: number, body: unknown) {
    this.status = status
    this.responseText = JSON.stringify(body)
    this.onload?.()
  }
}
