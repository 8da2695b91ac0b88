import { conformsOn } from './conforms.ts';
import { createPaperRig, PAPER } from './paper-rig.ts';

conformsOn(PAPER, createPaperRig, 23);
