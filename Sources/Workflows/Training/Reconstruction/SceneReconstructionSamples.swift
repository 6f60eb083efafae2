import Foundation
import Kernels
import Reconstruction
import Representations
import Simulator
import Tensors

/// Samples for FireNet from scenes that are drawn and rendered as they are asked for.
final class SceneReconstructionSamples {
  /// How samples are drawn.
  struct Drawing {
    var seed: UInt64
    var windows: Int
    /// The seconds of a window.
    var window: ClosedRange<Double>
    var pauseShare: Double
    var gamma: Double
    var flips: Double
  }

  let summary: String
  private let stretches: SceneEventStretches
  private let grid: VoxelGrid
  private let drawing: Drawing
  private let workers: Workers

  /// - Parameters:
  ///   - name: What messages call the law.
  ///   - grid: What the network sees.
  init(_ stretches: SceneEventStretches, name: String, grid: VoxelGrid, drawing: Drawing, workers: Workers) {
    (self.stretches, self.grid, self.drawing, self.workers) = (stretches, grid, drawing, workers)
    summary =
      "scenes \(stretches.scenes.lowerBound) to \(stretches.scenes.upperBound) of \(name), \(stretches.size), "
      + "\(drawing.windows) windows of \(Text.number(1000 * drawing.window.lowerBound)) to "
      + "\(Text.number(1000 * drawing.window.upperBound)) ms"
  }

  /// The sample of a number: the same for the same number, whatever was asked before.
  func sample(_ number: Int) throws -> ReconstructionSample {
    var draws = TrainingDraws(seed: drawing.seed, number: number)
    let seconds = draws.number(in: drawing.window)
    // Where the scene stops, windows without events and the same picture stand in the place of others.
    let stop = draws.happens(drawing.pauseShare) ? draws.integer(below: drawing.windows) : drawing.windows
    let pause = draws.integer(below: drawing.windows) + 1
    let moving = (0..<drawing.windows).map { !(stop..<stop + pause).contains($0) }
    let count = max(moving.count { $0 }, 1)
    let stretch = try stretches.stretch(of: seconds * Double(count), &draws)
    let size = stretches.crop
    var (grids, pictures): ([Tensor<Float>], [Tensor<Float>]) = ([], [])
    var done = 0
    for moves in moving {
      if moves {
        let (from, to) = (seconds * Double(done), seconds * Double(done + 1))
        let volume = SpaceTimeWindow(
          width: size.width, height: size.height, startMicroseconds: Int64((from * 1e6).rounded()),
          endMicroseconds: Int64((to * 1e6).rounded()))
        grids.append(grid.tensor(of: stretch.batch(from: from, to: to), over: volume, workers: workers))
        done += 1
      } else {
        grids.append(Tensor(zeros: grid.shape(width: size.width, height: size.height)))
      }
      pictures.append(
        moves || pictures.isEmpty ? picture(stretch, at: seconds * Double(done)) : pictures[pictures.count - 1])
    }
    let sample = ReconstructionSample(grids: Self.stacked(grids), pictures: Self.stacked(pictures))
    return sample.flipped(
      horizontally: draws.happens(drawing.flips), vertically: draws.happens(drawing.flips))
  }

  private func picture(_ stretch: SceneEventStretch, at seconds: Double) -> Tensor<Float> {
    let exponent = Float(drawing.gamma)
    return stretch.renderer.picture(at: stretch.moment(seconds), region: stretch.region).map {
      pow(min(max($0 / 255, 0), 1), exponent)
    }
  }

  private static func stacked(_ tensors: [Tensor<Float>]) -> Tensor<Float> {
    Tensor(concatenating: tensors.map { $0.reshaped(to: [1] + $0.shape) })
  }
}
