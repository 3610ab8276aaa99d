import {
  BackSide,
  type IUniform,
  LinearFilter,
  Matrix3,
  Mesh,
  NoColorSpace,
  ShaderMaterial,
  SphereGeometry,
  type Texture,
  TextureLoader,
} from 'three'
import type { SceneCapture } from '../api'
import { frameOf } from './frame'
import { lookUp, vertex } from './sphere'

// Each sphere is looked up in its own frame, so that what lies north in one lies north in the other.
const fragment = `${lookUp}
  uniform sampler2D before;
  uniform sampler2D after;
  uniform mat3 frameBefore;
  uniform mat3 frameAfter;
  uniform float share;
  uniform float opacity;
  void main() {
    vec4 picture = mix(textureLod(before, placeIn(frameBefore), 0.0), textureLod(after, placeIn(frameAfter), 0.0), share);
    gl_FragColor = vec4(picture.rgb, opacity);
  }`

/** Two captures cross-faded on one sphere, drawn over the viewer's own while the slider is between them. */
export class Fade {
  readonly mesh: Mesh
  private readonly uniforms: Record<string, IUniform>
  private readonly textures = new Map<string, Promise<Texture>>()
  private pair = ''
  private calls = 0

  constructor() {
    this.uniforms = {
      before: { value: null },
      after: { value: null },
      frameBefore: { value: new Matrix3() },
      frameAfter: { value: new Matrix3() },
      share: { value: 0 },
      opacity: { value: 1 },
    }
    const material = new ShaderMaterial({
      uniforms: this.uniforms,
      vertexShader: vertex,
      fragmentShader: fragment,
      side: BackSide,
      depthTest: false,
      depthWrite: false,
    })
    // Inside the viewer's sphere of radius 10, and drawn after it.
    this.mesh = new Mesh(new SphereGeometry(5, 64, 32), material)
    this.mesh.renderOrder = 1000
    this.mesh.visible = false
  }

  /** Shows a mix of two captures: share 0 is the first, 1 the second. */
  async show(before: SceneCapture, after: SceneCapture, share: number): Promise<void> {
    this.uniforms.share!.value = share
    const pair = `${before.id} ${after.id}`
    if (pair === this.pair) {
      this.calls++
      this.mesh.visible = true
      return
    }
    const call = ++this.calls
    const [first, second] = await Promise.all([this.texture(before), this.texture(after)])
    // What was asked for later is what is wanted.
    if (call !== this.calls) return
    this.pair = pair
    this.uniforms.before!.value = first
    this.uniforms.after!.value = second
    this.uniforms.frameBefore!.value = frameOf(before.pose)
    this.uniforms.frameAfter!.value = frameOf(after.pose)
    this.mesh.visible = true
  }

  /** How much of what lies behind it is covered, 0 to 1. Who says so has it drawn among what is seen through, which comes last. */
  set opacity(share: number) {
    this.uniforms.opacity!.value = share
    ;(this.mesh.material as ShaderMaterial).transparent = true
  }

  hide(): void {
    // What is still coming is not wanted any more.
    this.calls++
    this.mesh.visible = false
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    ;(this.mesh.material as ShaderMaterial).dispose()
    for (const texture of this.textures.values())
      texture.then(
        (loaded) => loaded.dispose(),
        () => {},
      )
  }

  private texture(capture: SceneCapture): Promise<Texture> {
    const known = this.textures.get(capture.id)
    if (known) return known
    const loading = new TextureLoader().loadAsync(capture.media.base).then((texture) => {
      // The viewer passes pixels through as they are; decoding them here would darken the fade.
      texture.colorSpace = NoColorSpace
      texture.generateMipmaps = false
      texture.minFilter = LinearFilter
      return texture
    })
    this.textures.set(capture.id, loading)
    // What did not come is asked for again.
    loading.catch(() => this.textures.delete(capture.id))
    return loading
  }
}
