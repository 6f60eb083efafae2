import Files
import Tensors

/// What a classifier gave in every time step for samples whose class is known, accumulated over the steps.
///
/// The outputs of one run are all that early exit needs: every rule, temperature and threshold is evaluated from them,
/// and the network is not run again. Values are checked once, here, so that nothing after has to expect a NaN.
public struct ClassifierOutputs: Sendable {
  /// The sums of the outputs of the steps up to each: `[steps, samples, classes]`.
  public let accumulated: Tensor<Float>
  /// The class of each sample, from 0.
  public let labels: [Int]
  /// The class with the largest sum, by step and sample: `[steps × samples]`; the first of several.
  public let predictions: [Int32]
  /// The class with the largest output of the step alone, in the same order.
  public let stepPredictions: [Int32]
  /// What tells each sample's outputs from another's.
  public let digests: [SampleDigest]

  /// The number of time steps.
  public var steps: Int { accumulated.shape[0] }
  /// The number of samples.
  public var samples: Int { accumulated.shape[1] }
  /// The number of classes.
  public var classes: Int { accumulated.shape[2] }

  /// Checks outputs and sums them up. Cost: two passes; the sums take the outputs' place where nobody else holds them.
  ///
  /// - Parameters:
  ///   - outputs: Each step's own outputs, `[steps, samples, classes]`, or their sums up to each step.
  ///   - labels: The class of each sample, from 0.
  ///   - areCumulative: Whether they are the sums.
  ///   - path: What an error calls the outputs.
  ///   - labelsPath: What an error calls the labels; the outputs' path where nil.
  /// - Throws: `FileError` for a wrong shape, nothing to evaluate, a label that is no class, or an output that is no
  ///   finite number; the place names step, sample and class.
  public init(
    _ outputs: consuming Tensor<Float>, labels: [Int64], areCumulative: Bool = false, path: String,
    labelsPath: String? = nil
  ) throws(FileError) {
    let shape = outputs.shape
    try Self.check(shape: shape, labels: labels, path: path)
    try Self.check(labels: labels, classes: shape[2], path: labelsPath ?? path)
    var sums = outputs
    let (steps, samples, classes) = (shape[0], shape[1], shape[2])
    var predictions = [Int32](repeating: 0, count: steps * samples)
    var stepPredictions = predictions
    var digests = labels.map { SampleDigest(label: $0) }
    let wrong = sums.withUnsafeMutableBufferPointer { sums -> Int? in
      if let wrong = sums.firstIndex(where: { !$0.isFinite }) { return wrong }
      var running = [Double](repeating: 0, count: samples * classes)
      var own = [Float](repeating: 0, count: classes)
      for step in 0..<steps {
        for sample in 0..<samples {
          let start = (step * samples + sample) * classes
          let row = UnsafeMutableBufferPointer(rebasing: sums[start..<start + classes])
          for index in 0..<classes {
            let before = running[sample * classes + index]
            own[index] = areCumulative ? Float(Double(row[index]) - before) : row[index]
            running[sample * classes + index] = areCumulative ? Double(row[index]) : before + Double(row[index])
          }
          own.withUnsafeBufferPointer { own in
            digests[sample].add(own)
            stepPredictions[step * samples + sample] = Int32(own.indexOfLargest)
          }
          for index in 0..<classes {
            row[index] = Float(running[sample * classes + index])
            if !row[index].isFinite { return start + index }
          }
          predictions[step * samples + sample] = Int32(UnsafeBufferPointer(row).indexOfLargest)
        }
      }
      return nil
    }
    if let wrong {
      let (step, rest) = wrong.quotientAndRemainder(dividingBy: samples * classes)
      throw FileError(
        .badContent, path: path, problem: "an output is no finite number, alone or summed over the steps",
        place: "step \(step + 1), sample \(rest / classes), class \(rest % classes)",
        remedy: "steps count from 1, samples and classes from 0; look for an overflow in the network")
    }
    (accumulated, self.labels) = (sums, labels.map { Int($0) })
    (self.predictions, self.stepPredictions, self.digests) = (predictions, stepPredictions, digests)
  }

  /// Takes what has been checked.
  private init(
    accumulated: Tensor<Float>, labels: [Int], predictions: [Int32], stepPredictions: [Int32], digests: [SampleDigest]
  ) {
    (self.accumulated, self.labels) = (accumulated, labels)
    (self.predictions, self.stepPredictions, self.digests) = (predictions, stepPredictions, digests)
  }

  /// The outputs of some samples in the order given. Cost: a copy.
  public func selecting(_ chosen: [Int]) -> ClassifierOutputs {
    precondition(chosen.allSatisfy { labels.indices.contains($0) }, "A sample is one of \(samples).")
    let (steps, samples, classes) = (steps, samples, classes)
    let part = accumulated.withUnsafeBufferPointer { source in
      Tensor<Float>(unsafeUninitializedShape: [steps, chosen.count, classes]) { target in
        for step in 0..<steps {
          for (place, sample) in chosen.enumerated() {
            let from = (step * samples + sample) * classes
            let to = (step * chosen.count + place) * classes
            for index in 0..<classes { target.initializeElement(at: to + index, to: source[from + index]) }
          }
        }
      }
    }
    func pick(_ values: [Int32]) -> [Int32] {
      (0..<steps).flatMap { step in chosen.map { values[step * samples + $0] } }
    }
    return ClassifierOutputs(
      accumulated: part, labels: chosen.map { labels[$0] }, predictions: pick(predictions),
      stepPredictions: pick(stepPredictions), digests: chosen.map { digests[$0] })
  }

  /// Whether the sum up to a step, from 0, is largest for the sample's class.
  public func isRight(step: Int, sample: Int) -> Bool { Int(predictions[step * samples + sample]) == labels[sample] }

  /// The share of samples that are right when all stop at the same step; one value a step.
  public var fixedAccuracy: [Double] {
    (0..<steps).map { step in
      Double((0..<samples).count { isRight(step: step, sample: $0) }) / Double(samples)
    }
  }

  private static func check(shape: [Int], labels: [Int64], path: String) throws(FileError) {
    guard shape.count == 3 else {
      throw FileError(
        .badContent, path: path, problem: "outputs have the axes steps, samples and classes, not the shape \(shape)")
    }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw FileError(
        .badContent, path: path, problem: "there is nothing to evaluate in outputs of the shape \(shape)",
        remedy: "the axes are steps, samples and classes")
    }
    guard shape[2] > 1 else {
      throw FileError(.badContent, path: path, problem: "outputs of one class leave nothing to decide")
    }
    guard shape[1] == labels.count else {
      let hint = shape[0] == labels.count ? "exchange the first two axes: " : ""
      throw FileError(
        .badContent, path: path,
        problem: "there are outputs of \(shape[1]) samples (shape \(shape)) but \(labels.count) labels",
        remedy: "\(hint)the axes are steps, samples and classes")
    }
  }

  private static func check(labels: [Int64], classes: Int, path: String) throws(FileError) {
    let wrong = labels.indices.filter { labels[$0] < 0 || labels[$0] >= classes }
    guard let first = wrong.first else { return }
    throw FileError(
      .badContent, path: path,
      problem: "the label \(labels[first]) is none of the classes 0 to \(classes - 1)"
        + (wrong.count > 1 ? ", nor are \(wrong.count - 1) more" : ""),
      place: "sample \(first)", remedy: "labels and samples count from 0")
  }
}

extension UnsafeBufferPointer<Float> {
  /// The place of the largest value; the first of several.
  var indexOfLargest: Int {
    var best = 0
    for index in indices.dropFirst() where self[index] > self[best] { best = index }
    return best
  }
}
