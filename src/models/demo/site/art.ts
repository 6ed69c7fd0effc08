import type { SiteKind } from './read-wish'

/** The picture of the hero: plain shapes in the colours of the page, so that a new hue repaints it too. */
export function artFor(kind: SiteKind): string {
  return `<svg class="art" viewBox="0 0 480 480" aria-hidden="true">
        <circle class="sun" cx="330" cy="150" r="96"/>
        <path class="ground" d="M0 372c90-58 170-66 250-36s150 26 230-18v162H0z"/>
        ${SHAPES[kind]}
      </svg>`
}

const SHAPES: Record<SiteKind, string> = {
  food: `<path class="main" d="M70 348c-8-92 72-150 170-150s178 58 170 150c-2 20-16 32-36 32H106c-20 0-34-12-36-32z"/>
        <path class="line" d="M150 262c22-18 40-26 62-30M216 286c22-22 42-32 66-38M286 306c20-20 38-30 58-36"/>
        <path class="line soft" d="M176 160c-14-20 14-34 0-56M240 148c-14-22 14-38 0-62M304 160c-14-20 14-34 0-56"/>`,
  shop: `<path class="main" d="M112 196h256l26 210c2 16-8 26-24 26H110c-16 0-26-10-24-26z"/>
        <path class="line" d="M176 240v-56c0-84 128-84 128 0v56"/>
        <circle class="dot" cx="176" cy="246" r="9"/><circle class="dot" cx="304" cy="246" r="9"/>
        <path class="line soft" d="M168 336h144M168 372h92"/>`,
  person: `<rect class="main" x="92" y="112" width="240" height="300" rx="18"/>
        <rect class="paper" x="148" y="76" width="240" height="300" rx="18"/>
        <circle class="sun" cx="268" cy="178" r="46"/>
        <path class="main" d="M176 376c0-70 38-112 92-112s92 42 92 112z"/>
        <path class="line soft" d="M120 440h176"/>`,
  event: `<path class="line" d="M20 96c130 74 310 74 440 0"/>
        <path class="main" d="M70 124l52 20-34 50zM148 152l56 10-30 54zM232 164l56-2-26 58zM318 154l54-16-16 60z"/>
        <path class="paper" d="M120 430l40-150 110 92z"/>
        <path class="line soft" d="M250 300c30-34 64-42 104-36M274 342c38-18 74-14 104 6M228 276c6-40 32-66 62-74"/>
        <circle class="dot" cx="380" cy="300" r="10"/><circle class="dot" cx="404" cy="374" r="8"/><circle class="dot" cx="312" cy="236" r="8"/>`,
  generic: `<path class="main" d="M30 400l120-190 84 118 62-82 150 154z"/>
        <path class="paper" d="M150 210l40 56-26 22-22-16-28 20z"/>
        <path class="line soft" d="M60 440c60-16 120-16 180 0s120 16 180 0"/>`,
}
