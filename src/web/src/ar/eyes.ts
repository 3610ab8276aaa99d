import type { WebGLRenderer } from 'three'

/** Tells the renderer how large an eye's picture is: widths of lines are in its pixels, and the headset alone knows. */
export function measure(renderer: WebGLRenderer): void {
  const eye = renderer.xr.getCamera().cameras[0]?.viewport
  if (eye) renderer.setViewport(0, 0, eye.z, eye.w)
}

/** Times the radius of what is drawn on a sphere of a few metres: both eyes see it far away. */
export const farther = 20
