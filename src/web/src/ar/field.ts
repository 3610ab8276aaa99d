import { degrees, radians } from './angles'

interface Size {
  width: number
  height: number
}

const longer = ({ width, height }: Size): number => Math.max(width, height)

/** Focal length in pixels of a picture that spans `field` degrees along its longer side. */
export const focalIn = (field: number, picture: Size): number => longer(picture) / 2 / Math.tan(radians(field) / 2)

/** How much a video is enlarged to fill a screen. */
const cover = (video: Size, screen: Size): number => Math.max(screen.width / video.width, screen.height / video.height)

/** Focal length in pixels of the page, when a video fills the screen. */
export const focalOnPage = (field: number, video: Size, screen: Size): number => focalIn(field, video) * cover(video, screen)

/** The field of view of a video, when its focal length on the page is known: the inverse of focalOnPage. */
export const fieldOnPage = (focal: number, video: Size, screen: Size): number =>
  2 * degrees(Math.atan((longer(video) * cover(video, screen)) / 2 / focal))
