/** Whether the visitor has tapped to open AR in this visit: then the next scene opens it without another tap. */
export const readiness = $state({ asked: false })
