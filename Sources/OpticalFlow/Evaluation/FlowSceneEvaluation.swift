import Tensors

/// The fields of one sequence compared with their ground truth, and what a report shows of them.
public struct FlowSceneEvaluation: Sendable {
  /// One field.
  public struct Field: Sendable {
    /// What names the field for people: a frame, a file, a time.
    public let name: String
    /// The errors.
    public let errors: FlowErrors

    /// Describes a field.
    public init(name: String, errors: FlowErrors) { (self.name, self.errors) = (name, errors) }
  }

  /// A field with its pixels, to look at.
  public struct Example: Sendable {
    /// What names the field.
    public let name: String
    /// The mean end-point error in pixels.
    public let averageEndpointError: Double
    /// What was predicted, `[2, height, width]`.
    public let prediction: Tensor<Float>
    /// What is true, of the same shape.
    public let truth: Tensor<Float>
    /// The pixels that were compared, `[height, width]`.
    public let mask: Tensor<UInt8>
  }

  /// The fields whose pixels are kept.
  public static let keptExamples = 3

  /// The name of the sequence.
  public let name: String
  /// All fields in their order, also those without a valid pixel.
  public private(set) var fields: [Field] = []
  /// Means over fields and over pixels.
  public private(set) var summary = FlowErrorSummary()
  /// The end-point errors of all pixels.
  public private(set) var histogram = ErrorHistogram()
  /// The mean error of each pixel; nil where fields differ in size, and before the first.
  public private(set) var map: ErrorMap?
  /// The fields with the largest mean error, the largest first.
  public private(set) var worst: [Example] = []
  private var sizesDiffer = false

  /// Begins a sequence.
  public init(name: String) { self.name = name }

  /// Compares a field.
  ///
  /// - Parameters:
  ///   - name: What names the field for people.
  ///   - prediction: `[2, height, width]` in pixels.
  ///   - truth: Of the same shape.
  ///   - mask: The pixels to compare, `[height, width]`.
  ///   - predicted: The pixels with a prediction; nil where all have one.
  /// - Returns: Its errors.
  @discardableResult
  public mutating func add(
    name: String, prediction: Tensor<Float>, truth: Tensor<Float>, mask: Tensor<UInt8>,
    predicted: Tensor<UInt8>? = nil
  ) -> FlowErrors {
    let (height, width) = (truth.shape[1], truth.shape[2])
    if map.map({ $0.height != height || $0.width != width }) ?? false { sizesDiffer = true }
    var pixels = sizesDiffer ? nil : map ?? ErrorMap(height: height, width: width)
    map = nil
    var bins = ErrorHistogram()
    let errors = FlowErrors(prediction: prediction, truth: truth, mask: mask, predicted: predicted) { pixel, error in
      bins.add(error)
      pixels?.add(error, at: pixel)
    }
    map = pixels
    histogram += bins
    summary.add(errors)
    fields.append(Field(name: name, errors: errors))
    if let mean = errors.averageEndpointError {
      keep(Example(name: name, averageEndpointError: mean, prediction: prediction, truth: truth, mask: mask))
    }
    return errors
  }

  private mutating func keep(_ example: Example) {
    let place =
      worst.firstIndex { $0.averageEndpointError < example.averageEndpointError } ?? worst.count
    if place >= Self.keptExamples { return }
    worst.insert(example, at: place)
    if worst.count > Self.keptExamples { worst.removeLast() }
  }
}

/// The sequences of a data set compared by a protocol.
public struct FlowEvaluation: Sendable {
  /// The protocol.
  public let flowProtocol: FlowProtocol
  /// The sequences.
  public let scenes: [FlowSceneEvaluation]

  /// Gathers sequences.
  public init(_ flowProtocol: FlowProtocol, scenes: [FlowSceneEvaluation]) {
    (self.flowProtocol, self.scenes) = (flowProtocol, scenes)
  }

  /// A measure of one sequence by the protocol's mean, or by another; nil where nothing was compared.
  public func value(
    _ measure: FlowMeasure, of scene: FlowSceneEvaluation, mean: FlowMean? = nil
  ) -> Double? {
    scene.summary.value(mean ?? flowProtocol.mean, measure.value)
  }

  /// A measure over all sequences, as the protocol says: the mean of the sequences' values, or over all their fields or
  /// pixels. Sequences without a value are left out.
  ///
  /// - Parameter isIncluded: Which sequences take part, by their names.
  public func overall(
    _ measure: FlowMeasure, mean: FlowMean? = nil, where isIncluded: (String) -> Bool = { _ in true }
  ) -> Double? {
    let chosen = scenes.filter { isIncluded($0.name) }
    switch flowProtocol.overall {
    case .meanOfScenes:
      let values = chosen.compactMap { value(measure, of: $0, mean: mean) }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    case .allTogether:
      var summary = FlowErrorSummary()
      for scene in chosen { summary.add(scene.summary) }
      return summary.value(mean ?? flowProtocol.mean, measure.value)
    }
  }

  /// The end-point errors of all pixels of all sequences.
  public var histogram: ErrorHistogram {
    var sum = ErrorHistogram()
    for scene in scenes { sum += scene.histogram }
    return sum
  }
}
