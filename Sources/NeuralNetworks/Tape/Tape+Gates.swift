import Kernels

extension Tape {
  /// `σ(sums) · state`: what the reset gate of a recurrent unit lets through. The map of `sums` becomes the gate: nothing
  /// else may read it.
  public func resetGate(_ sums: TapeValue, state: TapeValue) -> TapeValue {
    let output = map(state.map.shape)
    GRUGates.reset(sums.map, state: state.map, into: output, sums: .becomeGates, workers: workers)
    return record(output, from: sums, state) { tape, upstream in
      let shape = upstream.shape
      tape.withTemporaryMap(shape) { ofSums in
        tape.withTemporaryMap(shape) { ofState in
          ofState.fill(0)
          GRUGates.resetGradient(
            upstream, reset: sums.map, state: state.map, into: ofSums, addingTo: ofState, workers: tape.workers)
          tape.pass(ofSums, to: sums)
          tape.pass(ofState, to: state)
        }
      }
    }
  }

  /// `(1 − σ(update)) · state + σ(update) · tanh(candidate)`: the next state of a recurrent unit. The maps of both sums
  /// become gate and candidate: nothing else may read them.
  public func blended(update: TapeValue, candidate: TapeValue, state: TapeValue) -> TapeValue {
    let output = map(state.map.shape)
    GRUGates.blend(
      update: update.map, candidate: candidate.map, state: state.map, into: output, sums: .becomeGates,
      workers: workers)
    return record(output, from: update, candidate, state) { tape, upstream in
      let shape = upstream.shape
      tape.withTemporaryMap(shape) { ofUpdate in
        tape.withTemporaryMap(shape) { ofCandidate in
          GRUGates.blendGradient(
            upstream, update: update.map, candidate: candidate.map, state: state.map,
            into: .init(update: ofUpdate, candidate: ofCandidate, state: upstream), workers: tape.workers)
          tape.pass(ofUpdate, to: update)
          tape.pass(ofCandidate, to: candidate)
          tape.pass(upstream, to: state)
        }
      }
    }
  }
}
