// All functions that tests call in the page, as one global `inside`.
export { frameFaults } from "./frame";
export { buttons, fields, kindOf, nameOf, placeOf, scrolledTo, wordsFor } from "./hands";
export { brokenWords, covered, cutOff, handOver, overflowing, smallTargets } from "./layout";
export { beginTabbing, endTabbing, lookAtFocus } from "./keyboard";
export { frameOutOfSight, outOfReach } from "./reach";
export { blankFaults, errorFaults, explainedFaults, loadingFaults, motionFaults, quiet, stands } from "./states";
