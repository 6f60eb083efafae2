// What a program does before its libraries start; linking this target is all that is needed.
#pragma once

/// Does nothing; who calls it has this target linked.
void saccade_link_early(void);
