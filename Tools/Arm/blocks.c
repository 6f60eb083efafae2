#include <string.h>

#include "Checks.h"

// Three tiles and a part of a fourth.
enum { TILES = 4, WIDTH = 14, ROWS = 3, PIXELS = (4 * TILES + 2) * SACCADE_BLOCK, CHANNELS = 21 };
enum { MATRIX = 13 * SACCADE_BLOCK, BLOCK = SACCADE_BLOCK_MATRICES * MATRIX };

void check_blocks(const SaccadeBlockLoops *k) {
  static float planes[5 * WIDTH], rows[6][PIXELS], values[2 * BLOCK], products[2 * BLOCK];
  static float weights[SACCADE_BLOCK_MATRICES * CHANNELS * 2 * SACCADE_BLOCK], maps[3][4 * PIXELS], bias[32], sums[WIDTH];
  draw(planes, 5 * WIDTH, 1);
  draw(weights, SACCADE_BLOCK_MATRICES * CHANNELS * 2 * SACCADE_BLOCK, 2);
  draw(bias, 32, 3);
  for (int map = 0; map < 3; map++) draw(maps[map], 4 * PIXELS, 4 + (uint32_t)map);
  SaccadeBlockRow row = {planes, WIDTH, 5, WIDTH, rows[0] + SACCADE_BLOCK};
  k->pack(&row);
  give_floats("block_pack", rows[0], PIXELS);
  draw(planes, 5 * WIDTH, 10);
  k->unpack(&row);
  give_floats("block_unpack", planes, 5 * WIDTH);
  for (int y = 1; y < 6; y++) draw(rows[y], PIXELS, 10 + (uint32_t)y);
  SaccadeBlockInput input = {{rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]}, TILES, values, MATRIX};
  k->input(&input);
  input.rows[0] = rows[3];
  input.values += BLOCK;
  k->input(&input);
  give_floats("block_input", values, 2 * BLOCK);
  for (ptrdiff_t outputs = 1; outputs <= 2; outputs++) {
    SaccadeBlockProduct product = {values, BLOCK, MATRIX, CHANNELS, weights, outputs, TILES, products, BLOCK};
    k->product(&product);
    // What lies beyond the tiles is nobody's.
    for (ptrdiff_t matrix = 0; matrix < SACCADE_BLOCK_MATRICES; matrix += 5)
      give_floats("block_product", products + (outputs - 1) * BLOCK + matrix * MATRIX, TILES * SACCADE_BLOCK);
  }
  // Sums of a size that gates are made for.
  for (ptrdiff_t i = 0; i < 2 * BLOCK; i++) products[i] *= 0.01f;
  SaccadeBlockOutput tiles = {products, MATRIX, bias, TILES, ROWS, WIDTH, PIXELS};
  for (int added = 0; added <= 1; added++) {
    SaccadeBlockFinish finish = {tiles, 0.1f, added ? maps[0] : NULL, maps[1]};
    k->finish(&finish);
    give_floats("block_finish", maps[1], 4 * PIXELS);
  }
  SaccadeBlockGates gates = {tiles, BLOCK, bias + 16, maps[0], maps[1], maps[2]};
  k->gates(&gates);
  give_floats("block_gates", maps[1], 4 * PIXELS);
  give_floats("block_gates", maps[2], 4 * PIXELS);
  SaccadeBlockBlend blend = {tiles, maps[1], maps[0]};
  k->blend(&blend);
  give_floats("block_blend", maps[0], 4 * PIXELS);
  k->weighted_sum(maps[0], bias, 0.5f, WIDTH, sums);
  give_floats("block_weighted_sum", sums, WIDTH);
}
