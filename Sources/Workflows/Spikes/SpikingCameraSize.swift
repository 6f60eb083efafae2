import Recordings

/// Spiking cameras whose size goes by their name.
public enum SpikingCameraSize: String, Sendable, CaseIterable {
  /// The Vidar of Peking University, read out at 20 kHz, which the public recordings of spikes are made with.
  case vidar

  /// The size of its sensor.
  public var geometry: SpikeGeometry {
    switch self {
    case .vidar: SpikeGeometry(width: 400, height: 250)
    }
  }
}
