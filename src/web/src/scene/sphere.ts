/** The vertex shader of a sphere that one looks at from its centre. */
export const vertex = `
  varying vec3 direction;
  void main() {
    direction = position;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }`

/** Where an equirectangular picture shows the direction of a fragment, in the picture's own frame: 0 to 1, from its lower left. */
export const lookUp = `
  varying vec3 direction;
  const float PI = 3.14159265358979;
  vec2 placeIn(mat3 frame) {
    vec3 d = frame * normalize(direction);
    return vec2(0.5 + atan(-d.x, d.z) / (2.0 * PI), 0.5 + asin(clamp(d.y, -1.0, 1.0)) / PI);
  }`
