// Calls of the system that Swift cannot see.
#pragma once
#include "Confinement.h"
#include "FileSystem.h"
