import Kernels
import NeuralNetworks

extension FireNet {
  /// A step through time on a tape: the picture of a window, and both states behind it.
  ///
  /// - Parameters:
  ///   - grid: `[samples, bins, height, width]`, as the release sees it.
  ///   - states: `[samples, channels, height, width]` each, the state of the first unit before that of the second.
  /// - Returns: The picture, `[samples, 1, height, width]`, and the states in the same order.
  public func step(
    _ grid: TapeValue, states: [TapeValue], on tape: Tape
  ) -> (picture: TapeValue, states: [TapeValue]) {
    precondition(states.count == 2, "FireNet has two states, not \(states.count).")
    let rectified = Activation.leakyReLU(slope: 0)
    func convolution(
      _ inputs: [TapeValue], _ layer: Layer, _ part: String? = nil, _ activation: Activation = .identity,
      padding: Int = 1
    ) -> TapeValue {
      let name = (parameterRelease.names(of: layer) + (part.map { [$0] } ?? [])).joined(separator: ".")
      return tape.convolution(
        inputs, weight: name + ".weight", bias: name + ".bias", padding: padding, activation: activation)
    }
    var value = convolution([grid], .head, nil, rectified)
    var renewed: [TapeValue] = []
    for (index, before) in states.enumerated() {
      let update = convolution([value, before], .cell(index), "update_gate")
      let resetState = tape.resetGate(convolution([value, before], .cell(index), "reset_gate"), state: before)
      let candidate = convolution([value, resetState], .cell(index), "out_gate")
      let state = tape.blended(update: update, candidate: candidate, state: before)
      let inner = convolution([state], .residual(index), "conv1", rectified)
      value = tape.activation(rectified, tape.sum(convolution([inner], .residual(index), "conv2"), state))
      renewed.append(state)
    }
    return (convolution([value], .prediction, padding: 0), renewed)
  }
}
