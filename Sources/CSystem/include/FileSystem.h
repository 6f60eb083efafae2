#pragma once

/// Puts on the disk what was written to the file system of an open file.
void saccade_sync_file_system(int descriptor);
