import Foundation
import Runtime

/// Draws the patterns of textures, all of which repeat themselves after a side.
struct TexturePattern {
  private let choice: ScenePatternChoice
  private let random: CounterRandom
  private var side: Int { choice.side }

  /// The pattern of a texture: its numbers in 0...1, of which the middle ones are spread over all of it.
  static func field(_ choice: ScenePatternChoice) -> TextureField {
    let pattern = TexturePattern(choice: choice, random: CounterRandom(seed: choice.seed))
    var field = pattern.drawn()
    field.normalize()
    if choice.kind != .noise && choice.grain > 0 {
      var grain = pattern.noise(finest: 4, purpose: 1)
      grain.normalize()
      let share = Float(choice.grain)
      for index in field.values.indices {
        field.values[index] += share * (grain.values[index] - field.values[index])
      }
    }
    field.blur()
    field.normalize()
    return field
  }

  private func drawn() -> TextureField {
    switch choice.kind {
    case .noise: noise(finest: 4, purpose: 0)
    case .checks: checks()
    case .stripes: stripes()
    case .bricks: bricks()
    case .wood: wood()
    case .text: text()
    }
  }

  /// A number in 0..<1 of an address.
  private func number(_ column: Int, _ row: Int, layer: Int) -> Float {
    let word = random.words(for: .texture, frame: layer, pixel: row * ScenePatternChoice.largestSide + column)[0]
    return Float(word >> 8) * 0x1p-24
  }

  /// Numbers in 0..<1, row by row.
  private func numbers(_ columns: Int, _ rows: Int, layer: Int) -> [Float] {
    (0..<columns * rows).map { number($0 % columns, $0 / columns, layer: layer) }
  }

  /// The texels of one of several cells of a wished size in a side.
  private func cells(of texels: Int) -> (count: Int, size: Int) {
    let count = max(1, side / texels)
    return (count, side / count)
  }

  /// Clouds: lattices of random numbers, each half as coarse as the one before, of cells of `finest` texels at the end.
  private func noise(finest: Int, purpose: Int) -> TextureField {
    var field = TextureField(side: side)
    var cell = min(side, 128)
    var layer = 100 * (purpose + 1)
    while cell >= min(finest, side) && cell >= 1 {
      let count = side / cell
      var lattice = TextureField(side: count)
      lattice.draw { number($0, $1, layer: layer) - 0.5 }
      // Finer clouds are fainter, by less than what makes a landscape: there is detail everywhere.
      let weight = powf(Float(cell), 0.55)
      lattice.grow(by: cell, weight: weight, into: &field)
      layer += 1
      cell /= 2
    }
    return field
  }

  private func checks() -> TextureField {
    let (count, size) = cells(of: 16 + 8 * Int(number(0, 0, layer: 1) * 4))
    let shades = numbers(count, count, layer: 2)
    var field = TextureField(side: side)
    field.draw { column, row in
      let (x, y) = (column / size % count, row / size % count)
      let isBright = (x + y) % 2 == 0
      return 0.45 * shades[y * count + x] + (isBright ? 0.55 : 0)
    }
    return field
  }

  private func stripes() -> TextureField {
    let (count, size) = cells(of: 12 + 8 * Int(number(0, 0, layer: 1) * 3))
    let shades = numbers(count, 1, layer: 2)
    var field = TextureField(side: side)
    field.draw { column, _ in
      let x = column / size % count
      return 0.5 * shades[x] + (x % 2 == 0 ? 0.5 : 0)
    }
    return field
  }

  private func bricks() -> TextureField {
    let (rows, height) = cells(of: 20)
    let (columns, width) = cells(of: 48)
    let mortar = 3
    let shades = numbers(columns, rows, layer: 2)
    var field = TextureField(side: side)
    field.draw { column, row in
      let y = row / height % rows
      let shifted = (column + (y % 2) * width / 2) % side
      let x = shifted / width % columns
      if row % height < mortar || shifted % width < mortar { return 0.05 }
      return 0.35 + 0.65 * shades[y * columns + x]
    }
    return field
  }

  private func wood() -> TextureField {
    let clouds = noise(finest: 32, purpose: 2)
    let (rings, length) = (Float(max(1, side / 24)), Float(side))
    let shades = numbers(Int(rings), 1, layer: 2)
    let fibres = numbers(side, max(1, side / 32), layer: 3)
    var field = TextureField(side: side)
    field.draw { column, row in
      let bend = clouds.values[row * side + column] * 0.09
      // Whole turns a side, so that it repeats itself.
      let place = Float(column) / length * rings + bend
      let wave = 0.5 + 0.5 * sinf(2 * .pi * place)
      let ring = (Int(place.rounded(.down)) % shades.count + shades.count) % shades.count
      let fibre = fibres[row / 32 * side + column]
      return 0.55 * wave + 0.3 * shades[ring] + 0.15 * fibre
    }
    return field
  }

  private func text() -> TextureField {
    let dot = 3
    let (rows, height) = cells(of: 10 * dot)
    let (columns, width) = cells(of: 7 * dot)
    var field = TextureField(side: side)
    let letters = TextureLetters.all
    let (chosen, inks) = (numbers(columns, rows, layer: 2), numbers(columns, rows, layer: 3))
    field.draw { column, row in
      let (x, y) = (column / width % columns, row / height % rows)
      let place = y * columns + x
      let letter = letters[Int(chosen[place] * Float(letters.count))]
      let (dotX, dotY) = (column % width / dot, row % height / dot - 1)
      guard dotX < 5, (0..<7).contains(dotY) else { return 0.9 }
      let isInk = letter[dotY] >> UInt8(4 - dotX) & 1 == 1
      return isInk ? 0.3 * inks[place] : 0.9
    }
    return field
  }
}

extension TextureField {
  /// Adds this lattice, `factor` times as large and smoothed by cubic B-splines, to a field of that size.
  fileprivate func grow(by factor: Int, weight: Float, into field: inout TextureField) {
    let taps = (0..<factor).map { Self.spline(Float($0) / Float(factor)) }
    let wide = side * factor
    var rows = [Float](repeating: 0, count: side * wide)
    for y in 0..<side {
      for cell in 0..<side {
        let around = (0..<4).map { values[y * side + (cell + $0 + side - 1) % side] * weight }
        for part in 0..<factor {
          let w = taps[part]
          rows[y * wide + cell * factor + part] =
            w[0] * around[0] + w[1] * around[1] + w[2] * around[2] + w[3] * around[3]
        }
      }
    }
    rows.withUnsafeBufferPointer { rows in
      field.values.withUnsafeMutableBufferPointer { target in
        for y in 0..<wide {
          let w = taps[y % factor]
          let base = (0..<4).map { (y / factor + $0 + side - 1) % side * wide }
          let (a, b, c, d) = (base[0], base[1], base[2], base[3])
          for x in 0..<wide {
            target[y * wide + x] += w[0] * rows[a + x] + w[1] * rows[b + x] + w[2] * rows[c + x] + w[3] * rows[d + x]
          }
        }
      }
    }
  }

  private static func spline(_ t: Float) -> SIMD4<Float> {
    let s = 1 - t
    return SIMD4(s * s * s, 4 - 6 * t * t + 3 * t * t * t, 4 - 6 * s * s + 3 * s * s * s, t * t * t) / 6
  }
}
