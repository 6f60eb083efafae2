import CKernels
import Runtime

/// How sharp the pictures are that events make when they are moved along a flow to some moments, and how that changes with
/// the flow at every pixel.
///
/// A picture is the bilinear votes of all events, blurred with three taps of a Gaussian with a standard deviation of
/// 1 pixel and a reflected border. Its sharpness, the gradient energy, is the mean over the inside, all but the outermost
/// ring, of the squared gradient by Sobel's filters divided by 8 (Gallego et al., CVPR 2019; Shiba et al., ECCV 2022).
///
/// Cost of an evaluation: for each moment 4 sums an event and about 40 operations a pixel; of the slopes the same again.
/// Results do not depend on the number of threads. Memory: about 3 pictures a moment.
public final class EventContrast {
  /// The centre tap and the two side taps of the blur.
  public static let blurTaps: (centre: Float, side: Float) = {
    let side = 0.60653065971263342  // exp(-1/2)
    return (Float(1 / (1 + 2 * side)), Float(side / (1 + 2 * side)))
  }()

  /// The events.
  public let events: PixelEvents
  /// The moments, 0 at the start of the window and 1 at its end.
  public let references: [Float]
  private let workers: Workers
  private let size: SaccadeRing
  private let stride: Int
  private let rowBands: RowBands
  /// The votes of each band of events at each moment: the rows that they may reach.
  private var votes = AlignedMemory(uninitializedByteCount: 0)
  private var shares: [Share] = []
  /// How the energy changes with each vote, a picture with a ring a moment.
  private let slopes: AlignedMemory
  private var rowEnergies: [Double]

  private struct Share {
    var band: Int
    var reference: Int
    /// Rows of the picture with its ring, which counts as -1 and `height`.
    var rows: Range<Int>
    /// Where its first row starts, in values.
    var offset: Int
  }

  private static let rowsPerBand = 48

  /// Prepares an evaluation.
  ///
  /// - Precondition: The picture has at least 3 rows and columns.
  public init(events: PixelEvents, references: [Float], workers: Workers) {
    precondition(events.width >= 3 && events.height >= 3, "A gradient needs at least 3 rows and columns.")
    precondition(references.allSatisfy { $0 >= 0 && $0 <= 1 }, "The moments lie in the window.")
    (self.events, self.references, self.workers) = (events, references, workers)
    size = SaccadeRing(width: Int32(events.width), height: Int32(events.height))
    stride = events.width + 2
    rowBands = RowBands(rows: events.height, perBand: Self.rowsPerBand)
    slopes = AlignedMemory(zeroedByteCount: references.count * stride * (events.height + 2) * 4)
    rowEnergies = Array(repeating: 0, count: references.count * rowBands.count)
  }

  /// The bytes of the pictures.
  public var byteCount: Int { votes.byteCount + slopes.byteCount }

  /// The gradient energy of the picture at each moment.
  public func energies(along flow: VectorField) -> [Double] {
    precondition(flow.width == events.width && flow.height == events.height, "The flow has a vector a pixel.")
    vote(along: flow)
    rowEnergies.withUnsafeMutableBufferPointer { energies in
      workers.run(references.count * rowBands.count) { item, scratch in
        let (reference, band) = item.quotientAndRemainder(dividingBy: rowBands.count)
        energies[item] = sharpen(reference: reference, rows: rowBands[band], scratch: scratch)
      }
    }
    let inside = Double((events.width - 2) * (events.height - 2))
    return references.indices.map { reference in
      (0..<rowBands.count).reduce(0) { $0 + rowEnergies[reference * rowBands.count + $1] } / inside
    }
  }

  /// The sum over the moments of `factor` times how the energy changes with the flow at each pixel, for the flow that
  /// ``energies(along:)`` was last asked for.
  public func writeSlopes(along flow: VectorField, factors: [Double], into result: VectorField) {
    precondition(factors.count == references.count, "Every moment has a factor.")
    let inside = Double((events.width - 2) * (events.height - 2))
    let plane = stride * (events.height + 2)
    let base = UnsafePointer(slopes.baseAddress.assumingMemoryBound(to: Float.self))
    let planes = references.indices.map {
      SaccadeSlopePlane(
        values: base + $0 * plane, reference: references[$0], factor: Float(factors[$0] * 2 / inside))
    }
    workers.forEach(events.bands.count) { item in
      let band = events.bands[item]
      let (first, count) = (band.rows.lowerBound * events.width, band.rows.count * events.width)
      (result.uBase + first).update(repeating: 0, count: count)
      (result.vBase + first).update(repeating: 0, count: count)
      var columns = events.columns(from: band.events.lowerBound)
      planes.withUnsafeBufferPointer {
        workers.kernels.contrast.slopes(
          &columns, band.events.count, flow.uBase, flow.vBase, $0.baseAddress, $0.count, size, result.uBase,
          result.vBase)
      }
    }
  }

  // MARK: Votes

  private func vote(along flow: VectorField) {
    plan(flow)
    let base = votes.baseAddress.assumingMemoryBound(to: Float.self)
    shares.withUnsafeBufferPointer { shares in
      workers.forEach(shares.count) { item in
        let share = shares[item]
        let first = base + share.offset
        first.update(repeating: 0, count: share.rows.count * stride)
        let events = self.events.bands[share.band].events
        var columns = self.events.columns(from: events.lowerBound)
        workers.kernels.contrast.votes(
          &columns, events.count, flow.uBase, flow.vBase, references[share.reference], size,
          first - (share.rows.lowerBound + 1) * stride)
      }
    }
  }

  /// Finds out which rows each band of events may reach, and takes memory for them.
  private func plan(_ flow: VectorField) {
    shares.removeAll(keepingCapacity: true)
    var offset = 0
    for (band, part) in events.bands.enumerated() where !part.events.isEmpty {
      let bounds = flow.rowBounds[part.rows]
      let least = bounds.reduce(Float.infinity) { min($0, $1.lowerBound) }
      let most = bounds.reduce(-Float.infinity) { max($0, $1.upperBound) }
      for (reference, moment) in references.enumerated() {
        // Times lie between 0 and 1; a row more on each side for rounding and the vote below.
        let factors = [moment, moment - 1]
        let moves = factors.flatMap { [$0 * least, $0 * most] }
        let (up, down) = (Self.rows(moves.min() ?? 0), Self.rows(moves.max() ?? 0))
        let rows =
          max(
            -1, min(part.rows.lowerBound + up - 1, events.height))..<min(
            events.height + 1, max(part.rows.upperBound + down + 2, 0))
        guard rows.lowerBound < rows.upperBound else { continue }
        shares.append(Share(band: band, reference: reference, rows: rows, offset: offset))
        offset += rows.count * stride
      }
    }
    if votes.byteCount < offset * 4 { votes = AlignedMemory(uninitializedByteCount: offset * 4 + offset) }
  }

  private static func rows(_ move: Float) -> Int { move.isFinite ? Int(max(-1e6, min(1e6, move)).rounded(.down)) : 0 }

  // MARK: Sharpness

  /// Blurs some rows of the picture at a moment and writes their slopes. Returns their sum of squared gradients.
  ///
  /// All that it needs of the rows around is computed again, so that bands need not wait for each other.
  private func sharpen(reference: Int, rows: Range<Int>, scratch: Scratch) -> Double {
    let (width, height) = (events.width, events.height)
    let loops = workers.kernels.contrast
    let taps = Self.blurTaps
    let room = rows.count + 8
    let memory = scratch.floats((5 * room + 1) * stride)
    memory.update(repeating: 0, count: 5 * room * stride)
    // Five pictures of the rows from 4 above the first to 4 below the last, a column more on each side.
    func row(_ picture: Int, _ y: Int) -> UnsafeMutablePointer<Float> {
      memory + (picture * room + y - rows.lowerBound + 4) * stride + 1
    }
    let spare = memory + 5 * room * stride
    let (voted, blurred, gx, gy, back) = (0, 1, 2, 3, 4)
    func held(_ from: Int, _ to: Int, _ least: Int = 0, _ most: Int? = nil) -> Range<Int> {
      let (low, high) = (max(from, least), min(to, most ?? height))
      return low..<max(low, high)
    }
    for y in max(rows.lowerBound - 4, -1)..<min(rows.upperBound + 4, height + 1) {
      let mirrored = y < 0 ? -y : y >= height ? 2 * height - 2 - y : y
      gather(row: mirrored, reference: reference, into: row(voted, y))
    }
    for y in held(rows.lowerBound - 3, rows.upperBound + 3) {
      loops.blur_row(
        row(voted, y - 1), row(voted, y), row(voted, y + 1), width, taps.centre, taps.side, spare, row(blurred, y))
    }
    var energy = 0.0
    for y in held(rows.lowerBound - 2, rows.upperBound + 2, 1, height - 1) {
      let squares = loops.sobel_row(
        row(blurred, y - 1), row(blurred, y), row(blurred, y + 1), width, row(gx, y), row(gy, y))
      if rows.contains(y) { energy += squares }
    }
    for y in held(rows.lowerBound - 1, rows.upperBound + 1) {
      let across = (UnsafePointer?(row(gx, y - 1)), UnsafePointer?(row(gx, y)), UnsafePointer?(row(gx, y + 1)))
      let along = (UnsafePointer?(row(gy, y - 1)), UnsafePointer?(row(gy, y)), UnsafePointer?(row(gy, y + 1)))
      withThree(across) { across in
        withThree(along) { loops.sobel_back_row(across, $0, width, 0, row(back, y)) }
      }
    }
    let plane = slopes.baseAddress.assumingMemoryBound(to: Float.self) + reference * stride * (height + 2)
    for y in rows {
      let three = (UnsafePointer?(row(back, y - 1)), UnsafePointer?(row(back, y)), UnsafePointer?(row(back, y + 1)))
      // What the reflected border adds: the first row is seen twice from the second, the last from that before it.
      let weights = (taps.side * (y == 1 ? 2 : 1), taps.centre, taps.side * (y == height - 2 ? 2 : 1))
      withThree(three) { three in
        withThree(weights) {
          loops.blur_back_row(three, $0, width, taps.centre, taps.side, spare, plane + (y + 1) * stride + 1)
        }
      }
    }
    return energy
  }

  /// Sums the votes of all bands in a row, and reflects it.
  private func gather(row y: Int, reference: Int, into row: UnsafeMutablePointer<Float>) {
    let base = votes.baseAddress.assumingMemoryBound(to: Float.self)
    let (width, rows) = (events.width, workers.kernels.networks.rows)
    row.update(repeating: 0, count: width)
    for share in shares where share.reference == reference && share.rows.contains(y) {
      rows.add(base + share.offset + (y - share.rows.lowerBound) * stride + 1, width, row)
    }
    row[-1] = row[1]
    row[width] = row[width - 2]
  }
}

/// Three values as an array in C.
func withThree<Value, Result>(_ values: (Value, Value, Value), _ body: (UnsafePointer<Value>) -> Result) -> Result {
  withUnsafePointer(to: values) { $0.withMemoryRebound(to: Value.self, capacity: 3) { body($0) } }
}
