/** The newest version of the catalogue that this page heard of; 0 before the first. Whichever server answers next answers from it. */
export const heard = { version: 0 }
