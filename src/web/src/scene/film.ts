import { BackSide, type IUniform, LinearFilter, Mesh, NoColorSpace, ShaderMaterial, SphereGeometry, Vector2, VideoTexture } from 'three'
import type { FilmMedia, SceneCapture } from '../api'
import { frameOf } from './frame'
import { lookUp, vertex } from './sphere'

/** Where a frame's picture begins from below and how high it is, as shares: all of it, or an eye's half. */
const [whole, left, right] = [new Vector2(0, 1), new Vector2(0.5, 0.5), new Vector2(0, 0.5)]

const fragment = `${lookUp}
  uniform sampler2D picture;
  uniform mat3 frame;
  uniform vec2 part;
  void main() {
    vec2 at = placeIn(frame);
    at.y = part.x + part.y * at.y;
    gl_FragColor = textureLod(picture, at, 0.0);
  }`

/** A 360 degree film on a sphere in front of its poster. */
export class Film {
  readonly mesh: Mesh
  /** What draws it: one sphere, or one for each eye. */
  readonly eyes: Mesh[]
  readonly video: HTMLVideoElement
  private readonly texture: VideoTexture
  private release: () => void = () => {}
  private gone = false

  /** @param drawn Called for each new frame. */
  constructor(
    capture: SceneCapture,
    private readonly drawn: () => void,
  ) {
    const film = capture.media.film!
    this.video = document.createElement('video')
    // Sound begins only when somebody asks for it.
    Object.assign(this.video, { muted: true, playsInline: true, loop: true, preload: 'auto', crossOrigin: 'anonymous' })
    for (const [language, href] of Object.entries(film.captions)) this.video.append(captions(language, href))
    this.texture = new VideoTexture(this.video)
    this.texture.colorSpace = NoColorSpace
    this.texture.minFilter = LinearFilter
    this.texture.generateMipmaps = false
    const uniforms: Record<string, IUniform> = {
      picture: { value: this.texture },
      frame: { value: frameOf(capture.pose) },
      part: { value: film.stereo === 'top-bottom' ? left : whole },
    }
    this.mesh = new Mesh(new SphereGeometry(6, 64, 32), materialOf(uniforms))
    this.mesh.renderOrder = 900
    // The poster stays until there is a frame.
    this.mesh.visible = false
    this.eyes = [this.mesh]
    void this.open(film)
    this.eachFrame()
  }

  /** Shows each eye its own half of the frame, where it holds two, as a headset draws them. */
  inStereo(): Mesh[] {
    const { part } = (this.mesh.material as ShaderMaterial).uniforms
    if (part!.value !== left || this.eyes.length > 1) return this.eyes
    const other = this.mesh.clone()
    // Made and not cloned: a clone's film would be a second one.
    other.material = materialOf({ ...(this.mesh.material as ShaderMaterial).uniforms, part: { value: right } })
    this.mesh.layers.set(1)
    other.layers.set(2)
    this.eyes.push(other)
    return this.eyes
  }

  dispose(): void {
    this.gone = true
    this.release()
    this.video.pause()
    this.video.removeAttribute('src')
    this.video.load()
    this.texture.dispose()
    this.mesh.geometry.dispose()
    for (const eye of this.eyes) (eye.material as ShaderMaterial).dispose()
  }

  private async open(film: FilmMedia): Promise<void> {
    const { default: Hls } = await import('hls.js/light')
    if (this.gone) return
    if (Hls.isSupported()) {
      // From the middle of the film's sizes upwards, as the link allows.
      const hls = new Hls({ startLevel: -1, capLevelToPlayerSize: false, maxBufferLength: 20 })
      hls.loadSource(film.hls)
      hls.attachMedia(this.video)
      this.release = () => hls.destroy()
    } else {
      this.video.src = film.hls
    }
  }

  private eachFrame(): void {
    if (this.gone) return
    this.video.requestVideoFrameCallback(() => {
      for (const eye of this.eyes) eye.visible = true
      this.drawn()
      this.eachFrame()
    })
  }
}

const materialOf = (uniforms: Record<string, IUniform>) =>
  new ShaderMaterial({ uniforms, vertexShader: vertex, fragmentShader: fragment, side: BackSide, depthTest: false, depthWrite: false })

function captions(language: string, href: string): HTMLTrackElement {
  const track = document.createElement('track')
  Object.assign(track, { kind: 'captions', srclang: language, src: href })
  // Read, but not drawn: the film is a texture, so the page shows the words itself.
  track.addEventListener('load', () => (track.track.mode = 'hidden'))
  track.track.mode = 'hidden'
  return track
}
