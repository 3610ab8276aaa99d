import { Vector3 } from 'three'
import { radians, turnOf } from './angles'
import { farther, measure } from './eyes'
import { directionOf } from './pose'
import type { ArStage } from './stage'

export const hasXr = (): Promise<boolean> => navigator.xr?.isSessionSupported('immersive-ar').catch(() => false) ?? Promise.resolve(false)

/** A session under way. */
export interface Space {
  end: () => void
  /** Turns what is drawn clockwise by degrees. */
  turn: (degrees: number) => void
}

/**
 * The same overlays in an immersive-ar session, whose own tracking moves them. Its north is unknown, as the gyroscope's is:
 * the direction that the view had on entering carries over, and dragging goes on working.
 */
export async function enterXr(stage: ArStage, root: HTMLElement, ended: () => void): Promise<Space> {
  const session = await navigator.xr!.requestSession('immersive-ar', {
    requiredFeatures: ['local'],
    optionalFeatures: ['dom-overlay'],
    domOverlay: { root },
  })
  const before = stage.directionAt(innerWidth / 2, innerHeight / 2).azimuth
  const ahead = new Vector3()
  let heading: number | null = null
  stage.renderer.xr.enabled = true
  stage.renderer.xr.setReferenceSpaceType('local')
  await stage.renderer.xr.setSession(session)
  const place = (turn: number) => {
    stage.world.rotation.y = radians(turn)
  }
  stage.renderer.setAnimationLoop(() => {
    const camera = stage.renderer.xr.getCamera()
    measure(stage.renderer)
    stage.overlays.group.scale.setScalar(farther)
    stage.world.position.setFromMatrixPosition(camera.matrixWorld)
    if (heading === null) {
      heading = turnOf(before - directionOf(ahead.set(0, 0, -1).transformDirection(camera.matrixWorld)).azimuth)
      place(heading)
    }
    stage.renderer.render(stage.scene, stage.camera)
  })
  session.addEventListener('end', () => {
    stage.renderer.setAnimationLoop(null)
    stage.renderer.xr.enabled = false
    stage.overlays.group.scale.setScalar(1)
    stage.world.rotation.y = 0
    stage.world.position.set(0, 0, 0)
    stage.resize()
    ended()
  })
  return {
    end: () => void session.end(),
    turn: (degrees) => {
      heading = (heading ?? 0) - degrees
      place(heading)
    },
  }
}
