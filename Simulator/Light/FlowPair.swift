import Runtime
import Tensors

/// Two frames of light and the flows between them.
struct FlowPair {
  let first: LightPicture
  let second: LightPicture
  let forward: CheckedFlow
  let backward: CheckedFlow

  /// The weight of a line from frame to frame: what counts where nothing else does.
  private static let lineWeight: Float = 1e-4
  /// How many steps of the square root of light, of which white is 255, a miss by a pixel counts as.
  private static let missWeight: Float = 2
  /// At how many such steps a candidate's weight is a sixteenth.
  private static let errorScale: Float = 8

  /// What one of the flows says of all pixels.
  private struct Candidate {
    var gray: [Float]
    var error: [Float]

    func withUnsafePointers<Result>(
      _ body: (_ gray: UnsafePointer<Float>, _ error: UnsafePointer<Float>) -> Result
    ) -> Result {
      gray.withUnsafeBufferPointer { gray in
        error.withUnsafeBufferPointer { error in
          guard let gray = gray.baseAddress, let error = error.baseAddress else {
            preconditionFailure("A picture has pixels.")
          }
          return body(gray, error)
        }
      }
    }
  }

  /// The gray levels `[height, width]` at a part of the way.
  func frame(at share: Float, threads: Int) -> Tensor<Float> {
    let fore = candidate(along: forward, share: share, direction: 1, threads: threads)
    let back = candidate(along: backward, share: 1 - share, direction: -1, threads: threads)
    let (width, height) = (first.width, first.height)
    return fore.withUnsafePointers { foreGray, foreError in
      back.withUnsafePointers { backGray, backError in
        Tensor<Float>(unsafeUninitializedShape: [height, width]) { target in
          guard let target = target.baseAddress else { return }
          forEachRow(threads: threads) { y in
            let (start, end) = (first.row(y), second.row(y))
            for x in 0..<width {
              let index = y * width + x
              let a = Self.weight(ofError: Self.mean(of: foreError, x, y, width, height))
              let b = Self.weight(ofError: Self.mean(of: backError, x, y, width, height))
              let line = start[x] + (end[x] - start[x]) * share
              // Differences from the line: what all three agree on comes out unchanged.
              let along = a * (foreGray[index] - line) + b * (backGray[index] - line)
              target[index] = max(0, line + along / (a + b + Self.lineWeight))
            }
          }
        }
      }
    }
  }

  /// What both frames show along a flow.
  ///
  /// - Parameters:
  ///   - share: How much of the flow's way has been gone.
  ///   - direction: 1 where the flow starts at the first frame, else −1.
  private func candidate(along flow: CheckedFlow, share: Float, direction: Float, threads: Int) -> Candidate {
    let (width, count) = (first.width, first.width * first.height)
    var candidate = Candidate(gray: [], error: [])
    let (start, end) = direction > 0 ? (first, second) : (second, first)
    candidate.gray = [Float](unsafeUninitializedCapacity: count) { gray, grayCount in
      grayCount = count
      candidate.error = [Float](unsafeUninitializedCapacity: count) { error, errorCount in
        errorCount = count
        guard let gray = gray.baseAddress, let error = error.baseAddress else { return }
        flow.withSampler { sampler in
          forEachRow(threads: threads) { y in
            for x in 0..<width {
              let passing = sampler.passing(x: x, y: y, share: share)
              let (fx, fy) = (Float(x), Float(y))
              let before = start.level(fx - share * passing.x, fy - share * passing.y)
              let after = end.level(fx + (1 - share) * passing.x, fy + (1 - share) * passing.y)
              gray[y * width + x] = before + (after - before) * share
              error[y * width + x] =
                abs((before * 255).squareRoot() - (after * 255).squareRoot()) + Self.missWeight * passing.z
            }
          }
        }
      }
    }
    return candidate
  }

  private func forEachRow(threads: Int, _ body: (Int) -> Void) {
    let rows = CheckedFlow.rowsAtOnce
    Threads.forEach((first.height + rows - 1) / rows, threads: threads) { band, _ in
      for y in band * rows..<min((band + 1) * rows, first.height) { body(y) }
    }
  }

  /// The mean of 3 x 3 pixels, weighted by 1 2 1.
  @inline(__always)
  private static func mean(of plane: UnsafePointer<Float>, _ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Float {
    let (left, right) = (max(x - 1, 0), min(x + 1, width - 1))
    func row(_ y: Int) -> Float { plane[y * width + left] + 2 * plane[y * width + x] + plane[y * width + right] }
    return (row(max(y - 1, 0)) + 2 * row(y) + row(min(y + 1, height - 1))) / 16
  }

  @inline(__always)
  private static func weight(ofError error: Float) -> Float {
    let inverse = 1 / (1 + error / errorScale)
    return inverse * inverse * inverse * inverse
  }
}
