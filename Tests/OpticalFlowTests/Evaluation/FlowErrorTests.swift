import OpticalFlow
import Recordings
import Tensors
import Testing

@Suite struct FlowErrorTests {
  private static let tolerance = 1e-9

  /// The metrics in the order of the fixture's columns.
  private static func columns(_ errors: FlowErrors) -> [Double?] {
    [
      errors.averageEndpointError, errors.outlierPercent, errors.strictOutlierPercent, errors.percent(beyond: 1),
      errors.percent(beyond: 2), errors.percent(beyond: 3), errors.averageAngularError, errors.averagePlaneAngularError,
      errors.averageLength, Double(errors.pixelCount),
    ]
  }

  private static func expectAgreement(_ values: [Double?], _ expected: [Double], _ what: String) {
    #expect(values.count == expected.count)
    for (index, pair) in zip(values, expected).enumerated() {
      let difference = pair.0.map { ($0 - pair.1).magnitude } ?? .nan
      #expect(difference <= tolerance * pair.1.magnitude, "\(what), column \(index): \(pair)")
    }
  }

  @Test func `Metrics of drawn fields agree with their statement in NumPy, by field and by both means`() throws {
    let fixture = try Fixture.archive("evaluation.npz")
    var summary = FlowErrorSummary()
    let crop = FlowCrop(center: 30, ofWidth: 41, height: 34)
    #expect(crop == FlowCrop(x: 5, y: 2, width: 30, height: 30))
    for frame in 0..<3 {
      let truth = try fixture.float32("truth\(frame)")
      let prediction = try fixture.float32("prediction\(frame)")
      let events = try fixture.tensor("events\(frame)", of: UInt8.self)
      let dense = FlowErrors(
        prediction: prediction, truth: truth, mask: FlowMask.known(truth, zeroIsValid: true))
      Self.expectAgreement(
        Self.columns(dense), try fixture.tensor("dense\(frame)", of: Double.self).scalars, "dense \(frame)")
      let cropped = crop.apply(to: truth)
      let mask = FlowMask.rows(below: 21, of: FlowMask.both(FlowMask.known(cropped), crop.apply(to: events)))
      let errors = FlowErrors(prediction: crop.apply(to: prediction), truth: cropped, mask: mask)
      Self.expectAgreement(
        Self.columns(errors), try fixture.tensor("cropped", of: Double.self).slice(at: frame).scalars, "crop \(frame)")
      summary.add(errors)
    }
    Self.expectAgreement(
      Self.columns(summary.pixels), try fixture.tensor("over_pixels", of: Double.self).scalars, "over pixels")
    let columns = summary.frames.map { Self.columns($0).map { $0 ?? .nan } }
    let means = columns[0].indices.map { column in columns.map { $0[column] }.reduce(0, +) / 3 }
    Self.expectAgreement(means, try fixture.tensor("over_frames", of: Double.self).scalars, "over frames")
    #expect(
      summary.value(.overFrames) { $0.averageEndpointError } == summary.overFrames { $0.averageEndpointError })
  }

  private static func constant(_ u: Float, _ v: Float, height: Int = 4, width: Int = 5) -> Tensor<Float> {
    Tensor(shape: [2, height, width], scalars: [u, v].flatMap { Array(repeating: $0, count: height * width) })
  }

  @Test func `A prediction off by a known way has exactly that error`() throws {
    let truth = Self.constant(10, -2)
    let mask = FlowMask.known(truth)
    let same = FlowErrors(prediction: truth, truth: truth, mask: mask)
    #expect(same.averageEndpointError == 0 && same.outlierPercent == 0 && same.averageAngularError == 0)
    let off = FlowErrors(prediction: Self.constant(13, 2), truth: truth, mask: mask)
    #expect(off.averageEndpointError == 5 && off.outlierPercent == 100 && off.strictOutlierPercent == 100)
    #expect(FlowErrors.pixelBounds.allSatisfy { off.percent(beyond: $0) == 100 })
    // At the bound the two definitions of an outlier differ.
    let atBound = FlowErrors(prediction: Self.constant(13, -2), truth: truth, mask: mask)
    #expect(atBound.outlierPercent == 100 && atBound.strictOutlierPercent == 0 && atBound.percent(beyond: 3) == 0)
    #expect(atBound.percent(beyond: 2) == 100)
    let long = FlowErrors(prediction: Self.constant(204, 0), truth: Self.constant(200, 0), mask: mask)
    #expect(long.outlierPercent == 100 && long.strictOutlierPercent == 0)
  }

  @Test func `Angles are those of vectors in space, and in the plane where neither vanishes`() throws {
    let mask = Tensor<UInt8>(repeating: 1, shape: [4, 5])
    let right = FlowErrors(prediction: Self.constant(0, 1), truth: Self.constant(1, 0), mask: mask)
    let angles = (right.averageAngularError ?? .nan, right.averagePlaneAngularError ?? .nan)
    #expect((angles.0 - 60).magnitude < 1e-12 && (angles.1 - 90).magnitude < 1e-12)
    let still = FlowErrors(prediction: Self.constant(0, 0), truth: Self.constant(1, 0), mask: mask)
    #expect(((still.averageAngularError ?? .nan) - 45).magnitude < 1e-12 && still.averagePlaneAngularError == nil)
  }

  @Test func `Pixels without a prediction are left out and counted`() throws {
    let truth = Self.constant(1, 1)
    var (prediction, predicted) = (truth, Tensor<UInt8>(repeating: 1, shape: [4, 5]))
    prediction[0, 0, 0] = .nan
    predicted[3, 4] = 0
    let errors = FlowErrors(
      prediction: prediction, truth: truth, mask: FlowMask.known(truth), predicted: predicted)
    #expect(errors.pixelCount == 18 && errors.missingCount == 2 && errors.densityPercent == 90)
    #expect(errors.averageEndpointError == 0)
  }

  @Test func `Fields without valid pixels are left out of the means and counted`() throws {
    let truth = Self.constant(1, 1)
    var summary = FlowErrorSummary()
    summary.add(FlowErrors(prediction: Self.constant(1, 3), truth: truth, mask: FlowMask.known(truth)))
    summary.add(FlowErrors(prediction: truth, truth: truth, mask: FlowMask.empty(height: 4, width: 5)))
    #expect(summary.fieldCount == 1 && summary.emptyFields == 1)
    #expect(summary.overFrames { $0.averageEndpointError } == 2 && summary.pixels.averageEndpointError == 2)
    #expect(FlowErrorSummary().overFrames { $0.averageEndpointError } == nil)
    #expect(FlowErrorSummary().value(.overPixels) { $0.averageEndpointError } == nil)
  }

  @Test func `The mean over fields and the mean over pixels differ where fields differ in size`() throws {
    let truth = Self.constant(1, 1)
    var small = FlowMask.empty(height: 4, width: 5)
    small[0, 0] = 1
    var summary = FlowErrorSummary()
    summary.add(FlowErrors(prediction: Self.constant(1, 2), truth: truth, mask: FlowMask.known(truth)))
    summary.add(FlowErrors(prediction: Self.constant(1, 23), truth: truth, mask: small))
    #expect(summary.overFrames { $0.averageEndpointError } == 11.5)
    #expect(summary.pixels.averageEndpointError == 2)
    var twice = summary
    twice.add(summary)
    #expect(twice.fieldCount == 4 && twice.pixels.pixelCount == 42)
  }

  @Test func `Masks know zero, infinity and events`() throws {
    var truth = Self.constant(0, 1)
    truth[1, 0, 0] = 0
    truth[1, 0, 1] = .infinity
    truth[0, 0, 2] = .nan
    #expect(Array(FlowMask.known(truth).scalars.prefix(4)) == [0, 0, 0, 1])
    #expect(Array(FlowMask.known(truth, zeroIsValid: true).scalars.prefix(4)) == [1, 0, 0, 1])
    var events = FlowMask.empty(height: 4, width: 5)
    FlowMask.add(
      EventBatch([(4, 3), (5, 0), (0, 4), (0, 1)].map { Event(timeMicroseconds: 0, x: $0.0, y: $0.1, isOn: true) }),
      to: &events)
    #expect(events.scalars.indices.filter { events.scalars[$0] != 0 } == [5, 19])
  }

  @Test func `A histogram's bounds contain their lower end`() {
    var histogram = ErrorHistogram()
    for error in [0, 0.015, 0.015625, 1, 1.1, 127.9, 128, 1e9] { histogram.add(error) }
    let filled = histogram.counts.indices.filter { histogram.counts[$0] > 0 }
    #expect(ErrorHistogram.bounds[24] == 1 && ErrorHistogram.bounds.last == 128)
    #expect(filled == [0, 1, 25, 52, 53] && histogram.counts[0] == 2 && histogram.counts[25] == 2)
    #expect(histogram.count == 8)
  }

  @Test func `A map of errors holds the mean of each pixel`() {
    var map = ErrorMap(height: 1, width: 3)
    map.add(1, at: 0)
    map.add(3, at: 0)
    map.add(5, at: 2)
    #expect(map.mean[0, 0] == 2 && map.mean[0, 1].isNaN && map.mean[0, 2] == 5)
  }
}
