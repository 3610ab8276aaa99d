/** Whether the visitor gave sensors and camera in this visit: then the next scene opens AR without another tap. */
export const readiness = $state({ given: false })
