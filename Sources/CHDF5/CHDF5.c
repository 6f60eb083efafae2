#include "include/shim.h"
#include "include/descriptor.h"
