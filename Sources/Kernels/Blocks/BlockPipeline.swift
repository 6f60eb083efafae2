import CKernels
import Runtime
import Tensors

/// Layers of few channels at the size of the picture, run a few rows at a time.
///
/// At full size a map of 16 channels is larger than a cache, and layer after layer would be bound by memory. Here every step
/// works on a row of tiles, 4 rows of pixels, two such rows behind the step before it: what it reads was just written, and
/// only maps that are kept hold the whole picture. The steps of one moment do not depend on each other and are shared out to
/// all threads. Steps are written down once, in their order, and run again and again without taking memory.
///
/// ```swift
/// let weight = Tensor<Float>(repeating: 0.1, shape: [8, 1, 3, 3])
/// let convolution = BlockConvolution(weight: weight, bias: Tensor(zeros: [8]), inputs: [1])
/// var pipeline = BlockPipeline(height: 60, width: 80)
/// let input = FeatureMap(channels: 1, height: 60, width: 80)
/// let output = FeatureMap(channels: 8, height: 60, width: 80)
/// let packed = pipeline.packed(input)
/// pipeline.unpack(pipeline.convolution(convolution, [packed], activation: .leakyReLU(slope: 0)), into: output)
/// pipeline.finish().run(workers: try Workers(threads: 2))
/// ```
public struct BlockPipeline {
  /// What a step does with a part of a row of tiles.
  typealias Step = @Sendable (_ place: Place, _ workers: Workers, _ scratch: Scratch) -> Void

  /// Where a step works.
  struct Place {
    let geometry: BlockGeometry
    let tileRow: Int
    let part: Int

    var tiles: Range<Int> { geometry.tiles(ofPart: part) }
    /// The first row of pixels, and how many of the tiles' rows lie in the picture.
    var y: Int { tileRow * BlockGeometry.side }
    var rows: Int { geometry.rows(ofTileRow: tileRow) }
    /// The columns of pixels.
    var columns: Range<Int> {
      let tiles = tiles
      return tiles.lowerBound * BlockGeometry.side..<min(tiles.upperBound * BlockGeometry.side, geometry.width)
    }
  }

  private struct MapUse {
    var isKept = false
    /// The step that writes it first.
    var writer: Int?
    /// The last step that reads it.
    var reader = 0
  }

  private let geometry: BlockGeometry
  private var uses: [MapUse] = []
  private var steps: [(work: ([BlockRows]) -> Step, cost: Int)] = []

  /// Starts without steps.
  public init(height: Int, width: Int) {
    precondition(height > 0 && width > 0, "A picture of \(height) x \(width) pixels is empty.")
    geometry = BlockGeometry(height: height, width: width)
  }

  /// A map of zeros that holds the whole picture, from run to run.
  public mutating func state() -> BlockMap {
    uses.append(MapUse(isKept: true))
    return BlockMap(index: uses.count - 1)
  }

  private mutating func map() -> BlockMap {
    uses.append(MapUse())
    return BlockMap(index: uses.count - 1)
  }

  private mutating func append(
    reading: [BlockMap], writing: [BlockMap], cost: Int, _ work: @escaping ([BlockRows]) -> Step
  ) {
    let step = steps.count
    for map in reading {
      precondition(uses[map.index].isKept || uses[map.index].writer != nil, "A step reads a map that none wrote.")
      uses[map.index].reader = step
    }
    for map in writing where uses[map.index].writer == nil { uses[map.index].writer = step }
    steps.append((work, cost))
  }

  private func check(_ map: FeatureMap, mostChannels: Int) {
    precondition(
      map.batch == 1 && map.height == geometry.height && map.width == geometry.width
        && map.channelCount <= mostChannels,
      "A map \(map.shape) does not fit pictures of \(geometry.height) x \(geometry.width).")
  }

  /// A step that takes up the planes of `[1, up to 16, height, width]`.
  public mutating func packed(_ planes: FeatureMap) -> BlockMap {
    check(planes, mostChannels: BlockMap.channelCount)
    let map = map()
    append(reading: [], writing: [map], cost: 1) { maps in
      let rows = maps[map.index]
      return { place, workers, _ in
        place.forEachRow { row in
          var job = place.rowJob(row, planes, rows)
          workers.kernels.networks.blocks.pack(&job)
        }
      }
    }
    return map
  }

  /// A step that writes planes `[1, up to 16, height, width]`.
  public mutating func unpack(_ map: BlockMap, into planes: FeatureMap) {
    check(planes, mostChannels: BlockMap.channelCount)
    append(reading: [map], writing: [], cost: 1) { maps in
      let rows = maps[map.index]
      return { place, workers, _ in
        place.forEachRow { row in
          var job = place.rowJob(row, planes, rows)
          workers.kernels.networks.blocks.unpack(&job)
        }
      }
    }
  }

  /// A step of a convolution.
  ///
  /// - Parameters:
  ///   - inputs: As many as the convolution has; read one after another.
  ///   - added: What is added to the sums before the activation.
  public mutating func convolution(
    _ convolution: BlockConvolution, _ inputs: [BlockMap], adding added: BlockMap? = nil, activation: Activation
  ) -> BlockMap {
    precondition(convolution.outputBlocks == 1, "A pair of convolutions makes gates.")
    check(convolution, inputs)
    let output = map()
    append(
      reading: inputs + (added.map { [$0] } ?? []), writing: [output], cost: convolution.operationsPerPixel
    ) { maps in
      let (sources, target, addend) = (inputs.map { maps[$0.index] }, maps[output.index], added.map { maps[$0.index] })
      return { place, workers, scratch in
        let loops = workers.kernels.networks.blocks
        let workspace = BlockConvolution.Workspace(scratch)
        place.multiply(convolution, sources, workspace, loops)
        var job = SaccadeBlockFinish(
          tiles: place.output(convolution, workspace), slope: activation.negativeSlope,
          added: addend.map { UnsafePointer(place.first(of: $0)) }, out: place.first(of: target))
        loops.finish(&job)
      }
    }
    return output
  }

  /// A step of the gates of a recurrent unit (Cho et al. 2014): the update gate σ(Z), and the state that the reset gate σ(R)
  /// lets through, σ(R) · state.
  ///
  /// - Parameters:
  ///   - pair: The convolutions Z and R.
  ///   - inputs: As many as the convolutions have; the state may be one.
  public mutating func gates(
    _ pair: BlockConvolution, _ inputs: [BlockMap], state: BlockMap
  ) -> (update: BlockMap, resetState: BlockMap) {
    precondition(pair.outputBlocks == 2, "Gates are made by a pair of convolutions.")
    check(pair, inputs)
    let (update, resetState) = (map(), map())
    append(
      reading: inputs + [state], writing: [update, resetState], cost: pair.operationsPerPixel
    ) { maps in
      let (sources, rows) = (inputs.map { maps[$0.index] }, maps[state.index])
      let (updateRows, resetRows) = (maps[update.index], maps[resetState.index])
      return { place, workers, scratch in
        let loops = workers.kernels.networks.blocks
        let workspace = BlockConvolution.Workspace(scratch)
        place.multiply(pair, sources, workspace, loops)
        var job = SaccadeBlockGates(
          tiles: place.output(pair, workspace), product_stride: BlockConvolution.Workspace.blockStride,
          reset_bias: pair.bias(1), state: place.first(of: rows), update: place.first(of: updateRows),
          reset_state: place.first(of: resetRows))
        loops.gates(&job)
      }
    }
    return (update, resetState)
  }

  /// A step that renews a state in place: (1 − update) · state + update · tanh(Q).
  ///
  /// - Parameters:
  ///   - candidate: The convolution Q.
  ///   - inputs: As many as it has; the state is none of them.
  public mutating func blend(
    _ candidate: BlockConvolution, _ inputs: [BlockMap], update: BlockMap, state: BlockMap
  ) {
    precondition(
      candidate.outputBlocks == 1 && uses[state.index].isKept, "One convolution renews a state that is kept.")
    precondition(!inputs.contains(state), "A convolution cannot read the state that it writes.")
    check(candidate, inputs)
    append(
      reading: inputs + [update], writing: [state], cost: candidate.operationsPerPixel
    ) { maps in
      let (sources, updateRows, rows) = (inputs.map { maps[$0.index] }, maps[update.index], maps[state.index])
      return { place, workers, scratch in
        let loops = workers.kernels.networks.blocks
        let workspace = BlockConvolution.Workspace(scratch)
        place.multiply(candidate, sources, workspace, loops)
        var job = SaccadeBlockBlend(
          tiles: place.output(candidate, workspace), update: place.first(of: updateRows), state: place.first(of: rows))
        loops.blend(&job)
      }
    }
  }

  /// A step of a convolution of 1 x 1 with one output, `[1, 1, height, width]`.
  ///
  /// - Parameter weights: `[up to 16]`.
  public mutating func weightedSum(_ map: BlockMap, weights: Tensor<Float>, bias: Float, into plane: FeatureMap) {
    check(plane, mostChannels: 1)
    precondition(
      weights.rank == 1 && weights.count <= BlockMap.channelCount, "Weights \(weights.shape) do not fit a block.")
    var padded = [Float](repeating: 0, count: BlockMap.channelCount)
    for channel in 0..<weights.count { padded[channel] = weights[channel] }
    append(reading: [map], writing: [], cost: 2 * BlockMap.channelCount) { [padded] maps in
      let rows = maps[map.index]
      return { place, workers, _ in
        let columns = place.columns
        place.forEachRow { row in
          padded.withUnsafeBufferPointer {
            workers.kernels.networks.blocks.weighted_sum(
              rows.pixel(row, columns.lowerBound), $0.baseAddress, bias, columns.count,
              plane.plane(sample: 0) + row * plane.width + columns.lowerBound)
          }
        }
      }
    }
  }

  private func check(_ convolution: BlockConvolution, _ inputs: [BlockMap]) {
    precondition(
      inputs.count == convolution.inputs.count,
      "The convolution reads \(convolution.inputs.count) maps, not \(inputs.count).")
  }

  /// Takes the memory.
  public func finish() -> BlockPipelineRun {
    let maps = uses.map { use in
      // Rows that a step still reads beside the one that another writes at the same moment.
      let span = BlockPipelineRun.lag * (use.reader - (use.writer ?? use.reader)) + 2
      return BlockRows(
        geometry: geometry, tileRows: use.isKept ? geometry.tilesDown : min(max(span, 1), geometry.tilesDown))
    }
    let kept = uses.indices.filter { uses[$0].isKept }
    return BlockPipelineRun(
      geometry: geometry, maps: maps, kept: kept,
      steps: steps.map { BlockPipelineRun.Step(work: $0.work(maps), cost: $0.cost) })
  }
}

extension BlockPipeline.Place {
  func forEachRow(_ body: (Int) -> Void) {
    for row in y..<y + rows { body(row) }
  }

  /// The first tile's first pixel.
  func first(of map: BlockRows) -> UnsafeMutablePointer<Float> { map.pixel(y, columns.lowerBound) }

  func rowJob(_ row: Int, _ planes: FeatureMap, _ map: BlockRows) -> SaccadeBlockRow {
    SaccadeBlockRow(
      planes: planes.plane(sample: 0) + row * planes.width + columns.lowerBound, plane_stride: planes.planeCount,
      channels: planes.channelCount, width: columns.count, pixels: map.pixel(row, columns.lowerBound))
  }

  func multiply(
    _ convolution: BlockConvolution, _ inputs: [BlockRows], _ workspace: BlockConvolution.Workspace,
    _ loops: SaccadeBlockLoops
  ) {
    convolution.multiply(inputs, tileRow: tileRow, tiles: tiles, in: workspace, loops: loops)
  }

  func output(_ convolution: BlockConvolution, _ workspace: BlockConvolution.Workspace) -> SaccadeBlockOutput {
    SaccadeBlockOutput(
      products: workspace.products, matrix_stride: BlockConvolution.Workspace.matrixStride, bias: convolution.bias(),
      tiles: tiles.count, rows: rows, columns: columns.count, row_stride: geometry.rowStride)
  }
}
