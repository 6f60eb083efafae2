/// Configurations to begin with.
public enum ClassifierTrainingPreset: String, CaseIterable, Sendable {
  /// A quantised network on MNIST, to be run as a spiking one.
  case mnistQCFS = "mnist-qcfs"
  /// Leaky neurons on the events of N-MNIST.
  case nmnistLIF = "nmnist-lif"

  /// The file's text.
  public var text: String {
    switch self {
    case .mnistQCFS:
      """
      # A quantised network on MNIST, to be run as a spiking one: above 99 % of the
      # test pictures in some minutes on two cores.
      data:
        path: mnist            # a folder or file; train and test are told apart
        validation: 5000       # training samples set aside: a number, or a share below 1
        # mean: [0.1307]       # of byte / 255; default: those of the training pictures
        # deviation: [0.3081]

      network:
        widths: [32, 64]       # 3x3 convolutions, each halved by a mean of 2x2
        hidden: 128            # the linear layer before the classes
        activation: qcfs       # qcfs, relu, lsq, or spiking
        levels: 4              # of qcfs and lsq
        threshold: 2           # at the start; it is learnt

      training:
        epochs: 6
        batch: 64
        optimizer: adam        # adam, adamw, sgd
        learning-rate: 0.002
        schedule: cosine       # cosine, constant, step
        weight-decay: 0.0001
        seed: 0

      augmentation:
        shift: 1               # pixels at most, along each axis
        flip: false

      """
    case .nmnistLIF:
      """
      # Leaky neurons on the events of N-MNIST, trained through time.
      data:
        path: nmnist
        validation: 100        # training samples set aside: a number, or a share below 1
        bins: 15               # the steps of a recording
        bin-duration: 20ms     # so that a step is real time

      network:
        widths: [16, 32]       # 3x3 convolutions, each halved by a mean of 2x2
        hidden: 128            # the linear layer before the classes
        activation: spiking
        decay: 0.9             # what is left of a membrane after a step
        reset: soft            # soft, hard
        threshold: 1

      training:
        epochs: 25
        batch: 32
        optimizer: adamw       # adam, adamw, sgd
        learning-rate: 0.004
        schedule: cosine       # cosine, constant, step
        weight-decay: 0.01
        loss: every-step       # mean: of all steps together
        surrogate: arctan      # arctan, piecewise-linear, sigmoid
        sharpness: 2
        clip-norm: 5
        seed: 0

      augmentation:
        shift: 2               # pixels at most, along each axis
        flip: false

      """
    }
  }
}
