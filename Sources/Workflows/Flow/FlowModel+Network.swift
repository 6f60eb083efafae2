import Files
import NeuralNetworks
import OpticalFlow
import Recordings

extension FlowModel {
  /// The network of these parameters, of a model of spikes.
  ///
  /// - Throws: `ParameterError` where they are not its, ``JobError`` where the model sees events.
  package func spikeNetwork(_ parameters: ParameterTree) throws -> any SpikeFlowNetwork {
    switch maker {
    case .spikes(let make): try make(parameters)
    case .events: throw wrongInput(.spikes)
    }
  }

  /// The network of these parameters, of a model of events.
  ///
  /// - Throws: `ParameterError` where they are not its, ``JobError`` where the model sees spikes.
  package func eventNetwork(_ parameters: ParameterTree) throws -> any EventFlowNetwork {
    switch maker {
    case .spikes: throw wrongInput(.events)
    case .events(let make): try make(parameters)
    }
  }

  private func wrongInput(_ wanted: Input) -> JobError {
    let fitting = FlowCatalog.models(for: wanted).map(\.name)
    return JobError(
      wrongOptions: "\(Setting.model, to: name) does not take \(wanted.rawValue); "
        + "\(fitting.joined(separator: ", ")) \(fitting.count == 1 ? "does" : "do")")
  }

  /// Refuses pictures that are too small for a network of this model.
  ///
  /// - Parameter path: What has that size; nil where the caller cut it.
  package func check(_ size: SensorSize, for network: any EventFlowNetwork, path: String?) throws {
    let least = network.smallestSide
    if size.width >= least && size.height >= least { return }
    let problem: Message =
      "\(Setting.model, to: name) needs \(least) rows and columns or more, not \(size.width)x\(size.height): fewer leave "
      + "one row at its coarsest level"
    guard let path else { throw JobError(wrongOptions: "\(Setting.crop): " + problem) }
    throw JobError(.badContent, path: path, problem: problem, remedy: "take another model")
  }

  /// Refuses options that the model does not understand.
  package func check(_ options: FlowEstimatorOptions) throws {
    if let passes = options.passes, passes > 1 {
      for (isGiven, other) in [
        (options.carriesStates, Setting.carriedStates), (options.measuresNextUpdate, .nextUpdate),
      ]
      where isGiven {
        throw JobError(
          wrongOptions: "\(Setting.passes, to: "\(passes)") does not go with \(other): a window is seen several times")
      }
    }
    guard let option = options.given.first(where: { !self.options.contains($0) }) else { return }
    let fitting = FlowCatalog.models.filter { $0.options.contains(option) }.map(\.name).joined(separator: " or ")
    throw JobError(wrongOptions: "\(option.setting) goes with \(Setting.model, to: fitting), not with \(name)")
  }
}

extension FlowEstimatorOption {
  /// What a caller sets it with.
  package var setting: Setting {
    switch self {
    case .splits: .splits
    case .encoding: .eventEncoding
    case .iterations: .iterations
    case .passes: .passes
    case .stopUpdate: .stopUpdate
    case .measuresNextUpdate: .nextUpdate
    case .carriesStates: .carriedStates
    case .startsWarm: .warmStart
    case .tiles: .tiles
    case .scales: .scales
    case .variationWeight: .variationWeight
    case .mostEvents: .mostEvents
    case .layers: .layers
    }
  }
}
