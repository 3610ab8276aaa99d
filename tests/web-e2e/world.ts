import geodesic from 'geographiclib-geodesic'

const radians = Math.PI / 180

/**
 * Where a point appears from an eye, computed apart from the program: azimuth by geographiclib, elevation from the distance
 * on a sphere of the ellipsoid's mean curvature there, lifted by refraction of k = 0.13.
 */
export function seenFrom(
  eye: { lat: number; lon: number; height: number },
  point: { lat: number; lon: number; height: number },
): { azimuth: number; elevation: number } {
  const { s12, azi1 } = geodesic.Geodesic.WGS84.Inverse(eye.lat, eye.lon, point.lat, point.lon)
  const radius = 6371000
  const theta = s12! / radius
  const across = (radius + point.height) * Math.sin(theta)
  const up = (radius + point.height) * Math.cos(theta) - (radius + eye.height)
  return { azimuth: (azi1! + 360) % 360, elevation: Math.atan2(up, across) / radians + (0.13 * s12!) / (2 * radius) / radians }
}

/** The pixel of a direction in a pinhole camera that looks level or tilted, never leaning. */
export function pixel(
  direction: { azimuth: number; elevation: number },
  camera: { azimuth: number; elevation: number },
  focal: number,
  screen: { width: number; height: number },
): { x: number; y: number } {
  const turn = (direction.azimuth - camera.azimuth) * radians
  const [el, tilt] = [direction.elevation * radians, camera.elevation * radians]
  const [right, ahead, up] = [Math.cos(el) * Math.sin(turn), Math.cos(el) * Math.cos(turn), Math.sin(el)]
  const depth = ahead * Math.cos(tilt) + up * Math.sin(tilt)
  const rise = up * Math.cos(tilt) - ahead * Math.sin(tilt)
  return { x: screen.width / 2 + (focal * right) / depth, y: screen.height / 2 - (focal * rise) / depth }
}

/** Focal length on the page of a video that spans a field of view along its longer side and covers the screen. */
export function focalLength(field: number, video: { width: number; height: number }, screen: { width: number; height: number }): number {
  const cover = Math.max(screen.width / video.width, screen.height / video.height)
  return (Math.max(video.width, video.height) * cover) / 2 / Math.tan((field / 2) * radians)
}
