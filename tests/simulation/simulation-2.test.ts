/** A quarter of the thousand runs in which everything goes wrong. What is judged is in the oracles beside this file. */
import { testPart } from './seed-runs.js'

const RULES =
  'N1,N2,P2,P3,P4,P5,P6,P9,P10,H5,R4,R5,R7,E2,E3,E5,C3,C4,C5,Q2,B2,B3,K2,K4,G2,G3,G4,G5,G6,W3,M1,D1,D2,D3,D4,D5,D8,D9,S33'

testPart(1, `[${RULES}]`)
