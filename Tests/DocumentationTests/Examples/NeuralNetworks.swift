// Made by Tools/extract-examples from what the README and the documentation show. Do not edit.

import Datasets
import Files
import Kernels
import Media
import NeuralNetworks
import OpticalFlow
import Reconstruction
import Recordings
import Reports
import Representations
import Runtime
import Simulator
import SpikingNetworks
import Tensors
import Workflows

// NetworkOperations.swift
func networkOperationsExample1() throws {
  func residual<O: NetworkOperations>(
    _ input: O.Value, first: ConvolutionLayer, second: ConvolutionLayer, on operations: O
  ) -> O.Value {
    let sum = operations.convolution(second, operations.convolution(first, input))
    return operations.adding(input, to: sum)
  }
}

// ParameterList.swift
func parameterListExample1() throws {
  let list = ParameterList()
  _ = SCFlow(parameters: list)
  let parameters = TrainableParameters(list.values(from: ParameterInitializer(seed: 1)))
  _ = list
  _ = parameters
}

// PlanBuilder.swift
func planBuilderExample1() throws {
  let drawn = ParameterScope(ParameterInitializer(seed: 1))
  let layer = ConvolutionLayer(.init(inputs: 3, outputs: 8), parameters: drawn)
  let builder = PlanBuilder()
  let input = builder.state(channels: 3, height: 8, width: 8)
  let part = builder.part { builder.keep(builder.convolution(layer, input)) }
  let plan = builder.finish()
  _ = drawn
  _ = layer
  _ = builder
  _ = input
  _ = part
  _ = plan
}

// TrainingObjective.swift
func trainingObjectiveExample1() throws {
  struct Regression: TrainingObjective {
    let pass: (_ input: TapeValue, _ tape: Tape) -> TapeValue

    func score(_ samples: (input: FeatureMap, wanted: FeatureMap), on tape: Tape) -> TrainingScore {
      let output = pass(tape.constant(samples.input), tape)
      let gradient = tape.map(output.map.shape)
      var loss = 0.0
      for sample in 0..<gradient.batch {
        let distance = output.map.plane(sample: sample)[0] - samples.wanted.plane(sample: sample)[0]
        gradient.plane(sample: sample)[0] = 2 * distance / Float(gradient.batch)
        loss += Double(distance * distance) / Double(gradient.batch)
      }
      if tape.isRecording { tape.seed(gradient, of: output) }
      return TrainingScore(loss: loss, samples: gradient.batch)
    }
  }
}
