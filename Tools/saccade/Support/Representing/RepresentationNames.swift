import Representations

extension EventRepresentation {
  /// The representation that a user names for a recording of events.
  ///
  /// - Throws: ``Failure/Usage`` that says which there are.
  init(kind: String, of input: String) throws {
    if SpikeRepresentation(kind) != nil {
      throw Failure.Usage("\(input): --kind \(kind) is one of spikes; this is a recording of events")
    }
    do {
      try self.init(kind)
    } catch let error as EventRepresentationNameError {
      throw Failure.Usage("--kind \(error.description)")
    }
  }
}

extension SpikeRepresentation {
  /// The representation that a user names for a recording of spikes.
  ///
  /// - Throws: ``Failure/Usage`` that says which there are.
  init(kind: String) throws {
    guard let representation = SpikeRepresentation(kind) else {
      throw Failure.Usage("--kind \(kind) is none of spikes; there are \(Self.names.joined(separator: ", "))")
    }
    self = representation
  }
}
