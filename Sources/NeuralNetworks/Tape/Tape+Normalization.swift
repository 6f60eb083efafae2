import Kernels

extension Tape {
  /// Batch normalisation with the parameters `NAME.weight`, `NAME.bias`, `NAME.running_mean` and `NAME.running_var`, each
  /// `[channels]`.
  ///
  /// While the tape records, by the batch's own statistics, which are mixed into the running ones; else by those.
  ///
  /// - Parameter share: The part of a running statistic that a batch replaces.
  public func batchNormalization(
    _ value: TapeValue, name: String, epsilon: Float = 1e-5, share: Float = 0.1
  ) -> TapeValue {
    let input = value.map
    let (weight, bias) = (parameters["\(name).weight"], parameters["\(name).bias"])
    let (mean, variance) = (parameters["\(name).running_mean"], parameters["\(name).running_var"])
    let output = map(input.shape)
    guard isRecording else {
      BatchNormalization.run(
        input, weight: weight.value, bias: bias.value, mean: mean.value, variance: variance.value, epsilon: epsilon,
        into: output, workers: workers)
      return constant(output)
    }
    let statistics = BatchNormalization.Statistics(map([1, 2, 1, input.channelCount]))
    BatchNormalization.run(
      input, weight: weight.value, bias: bias.value, epsilon: epsilon, statistics: statistics, into: output,
      workers: workers)
    BatchNormalization.update(
      runningMean: &mean.value, runningVariance: &variance.value, by: statistics,
      values: input.batch * input.planeCount, share: share)
    return record(output, from: value, hasParameters: true) { tape, upstream in
      weight.accumulate { ofWeight, isWeightAdded in
        bias.accumulate { ofBias, isBiasAdded in
          func run(_ input: FeatureMap, into target: (map: FeatureMap, isAdded: Bool)?) {
            BatchNormalization.backward(
              upstream, of: input, weight: weight.value, epsilon: epsilon, statistics: statistics,
              into: .init(input: target, weight: (ofWeight, isWeightAdded), bias: (ofBias, isBiasAdded)),
              workers: tape.workers)
          }
          if value.isDifferentiable {
            tape.accumulate(into: value) { run(input, into: ($0, $1)) }
          } else {
            run(input, into: nil)
          }
        }
      }
    }
  }
}
