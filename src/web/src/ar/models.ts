import { AmbientLight, DirectionalLight, Group, Mesh, type Object3D } from 'three'
import { radians } from './angles'
import { vectorOf } from './pose'
import { isShown, type View, type ViewOverlay } from './view'

/** glTF models at their true places and sizes, in metres from the eye; the loader comes only where there are some. */
export class Models {
  readonly group = new Group()
  private readonly byId = new Map<string, Object3D>()
  private moment: string | null = null

  constructor(
    private view: View,
    private readonly changed: () => void,
  ) {
    const wanted = view.overlays.filter((overlay) => overlay.kind === 'model' && overlay.href)
    if (wanted.length === 0) return
    const sun = new DirectionalLight(0xffffff, 2)
    sun.position.set(1, 2, 1)
    this.group.add(new AmbientLight(0xffffff, 1.5), sun)
    void import('three/examples/jsm/loaders/GLTFLoader.js').then(async ({ GLTFLoader }) => {
      const loader = new GLTFLoader()
      for (const overlay of wanted) {
        const { scene } = await loader.loadAsync(overlay.href!)
        stand(scene, this.view.overlays.find(({ id }) => id === overlay.id) ?? overlay)
        scene.renderOrder = 1006
        this.byId.set(overlay.id, scene)
        this.group.add(scene)
      }
      this.show(this.moment)
      this.changed()
    })
  }

  /** Takes the same models as they are seen from beside. */
  move(view: View): void {
    this.view = view
    for (const overlay of view.overlays) {
      const model = this.byId.get(overlay.id)
      if (model) stand(model, overlay)
    }
  }

  show(moment: string | null): void {
    this.moment = moment
    for (const overlay of this.view.overlays) {
      const model = this.byId.get(overlay.id)
      if (model) model.visible = isShown(overlay, moment)
    }
  }

  dispose(): void {
    this.group.traverse((object) => {
      if (object instanceof Mesh) object.geometry.dispose()
    })
  }
}

/** Puts a model where an overlay has it. */
function stand(model: Object3D, { az, el, distance, pose, scale }: ViewOverlay): void {
  model.position.copy(vectorOf(az!, el!).multiplyScalar(distance!))
  // glTF faces +z; here north is -z, and azimuth turns clockwise.
  model.rotation.set(radians(-pose!.pitch), Math.PI - radians(pose!.heading), radians(pose!.roll), 'YXZ')
  model.scale.setScalar(scale ?? 1)
}
