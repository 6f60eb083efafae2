extension TensorMeaning {
  /// What the tensors of a representation mean, of events or of spikes, by its name; nil where no such name is known.
  public init?(ofRepresentation name: String) {
    if let events = try? EventRepresentation(name) {
      self = events.meaning
    } else if let spikes = SpikeRepresentation(name) {
      self = spikes.meaning
    } else {
      return nil
    }
  }
}
