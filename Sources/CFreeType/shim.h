#pragma once
#include <ft2build.h>
#include FT_FREETYPE_H

/// Draws a letter into the face's slot, gray and unhinted: hints would differ with the library's version.
///
/// `quarter` shifts it to the right by so many quarters of a pixel. Gives FreeType's error, 0 where there is none.
static inline FT_Error saccade_freetype_draw(FT_Face face, FT_ULong letter, int quarter) {
  FT_Vector shift = {quarter * 16, 0};
  FT_Set_Transform(face, NULL, &shift);
  return FT_Load_Char(face, letter, FT_LOAD_RENDER | FT_LOAD_NO_HINTING | FT_LOAD_TARGET_NORMAL);
}
