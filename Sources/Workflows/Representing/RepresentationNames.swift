import Files
import Representations

extension EventRepresentation {
  /// The representation that a user names for a recording of events.
  ///
  /// - Throws: ``JobError`` that says which there are.
  package init(kind: String, of input: String) throws {
    if SpikeRepresentation(kind) != nil {
      throw JobError(
        wrongOptions: "\(Setting.representation, to: kind) is one of spikes; this is a recording of events", path: input
      )
    }
    do {
      try self.init(kind)
    } catch let error as EventRepresentationNameError {
      throw JobError(wrongOptions: "\(Setting.representation) \(error.description)")
    }
  }
}

extension SpikeRepresentation {
  /// The representation that a user names for a recording of spikes.
  ///
  /// - Throws: ``JobError`` that says which there are.
  package init(kind: String) throws {
    guard let representation = SpikeRepresentation(kind) else {
      throw JobError(
        wrongOptions: "\(Setting.representation, to: kind) is none of spikes; "
          + Message(Likeness.remedy(for: kind, among: Self.names)))
    }
    self = representation
  }
}
