/** One camera stream for the whole visit: asked for once, kept while the visitor walks from scene to scene. */
let stream: Promise<MediaStream> | null = null

export const canSee = (): boolean => !!navigator.mediaDevices?.getUserMedia

/** The rear camera's stream; the browser asks the visitor the first time. */
export function openCamera(): Promise<MediaStream> {
  stream ??= navigator.mediaDevices
    // Without resizeMode some browsers crop, and the field of view changes silently.
    .getUserMedia({
      audio: false,
      video: {
        facingMode: { ideal: 'environment' },
        width: { ideal: 1920 },
        height: { ideal: 1080 },
        resizeMode: 'none',
      } as MediaTrackConstraints,
    })
    .then(
      (opened) => {
        opened.getVideoTracks()[0]?.addEventListener('ended', () => (stream = null))
        return opened
      },
      (error) => {
        stream = null
        throw error
      },
    )
  return stream
}

/** How long the camera stays on after the last page that looks through it, milliseconds: the next one takes it over. */
const grace = 1000
let holders = 0
let ending: ReturnType<typeof setTimeout> | undefined

function close() {
  stream?.then((opened) => opened.getTracks().forEach((track) => track.stop())).catch(() => {})
  stream = null
}

/** Says that a page looks through the camera, until the returned function is called; after the last one its light goes off. */
export function holdCamera(): () => void {
  holders++
  clearTimeout(ending)
  let held = true
  return () => {
    if (!held) return
    held = false
    if (--holders === 0) ending = setTimeout(close, grace)
  }
}

addEventListener('pagehide', close)
