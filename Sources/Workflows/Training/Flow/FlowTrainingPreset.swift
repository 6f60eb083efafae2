/// Configurations of trainings of flow to begin with.
public enum FlowTrainingPreset: String, CaseIterable, Sendable {
  /// SCFlow on scenes that are rendered while it learns.
  case scflow
  /// A small STE-FlowNet on scenes that are rendered while it learns.
  case steflownetSmall = "steflownet-s"
  /// The small STE-FlowNet that is carried, tuned on a user's recordings.
  case steflownetRecordings = "steflownet-s-recordings"

  /// The file's text.
  public var text: String {
    switch self {
    case .scflow:
      """
      # SCFlow on scenes that are rendered while it learns, by the recipe of its authors: a
      # first pass without gradient gives the prior, the second is trained, L1 on four scales.
      network:
        model: scflow

      data:
        source: scenes         # drawn and rendered while training; or folder, with path:
                               # SCENE/test.dat with SCENE/dt=10/motion_vector/0000.flo
        law: spift             # a law of scenes, or its file
        size: 400x250          # of the sensor
        seeds: [1000000, 999999999]  # of scenes; below 1000000 they are for evaluation
        cameras: [scsim, ideal]  # each as often as the others
        dt: [10]               # frames between two windows, each as often as the others
        short-steps: 1200      # that see a third of it at first, without noise: longer ones
                               # tell a network too little as long as it knows nothing
        crop: 128x96           # drawn for each sample; multiples of 16
        rest-share: 0.1        # of samples are seen without a prior, as a sequence's first
        pause-share: 0.02      # of samples stand still

      augmentation:
        flip: 0.5              # of folders: in a mirror, and as many upside down

      training:
        steps: 5000
        batch: 4
        optimizer: adam        # adam, adamw, sgd
        learning-rate: 0.0004
        schedule: cosine       # one-cycle, cosine, step, constant
        warmup-steps: 100      # in which the rate grows
        clip-norm: 1           # the largest norm of all gradients; 0 for no bound
        average: 0.998         # kept of the moving average of weights; 0 for none
        seed: 0

      validation:
        every: 500             # steps; 0 for never
        samples: 32
        seeds: [100000, 999999]  # of scenes
        # scenes: 2            # of a folder: the last ones, which are not trained on
        # path: others         # or a folder of others
        patience: 0            # validations without a better one, then it ends; 0: never

      output:
        checkpoint-every: 250
        keep: 3
        log-every: 10

      """
    case .steflownetSmall:
      """
      # A small STE-FlowNet, 3.1 million parameters, on the events of scenes that are rendered
      # while it learns. With loss: self-supervised or contrast it needs no known flow.
      network:
        model: steflownet
        widths: [8, 16, 32, 48]  # of the encoder's four levels, the finest first
        decoder-widths: [4, 32, 48]
        head: 16
        splits: 5              # of a window
        iterations: 1          # over all splits; each costs as much again, and an
                               # estimate takes as many, for the weights say so
        passes: 2              # the second sees events moved back along the first's flow;
                               # half of the samples train the first, half the second

      data:
        source: scenes         # drawn and rendered while training
        law: esim-2d           # a law of scenes, or its file
        seeds: [1000000, 999999999]  # of scenes; below 1000000 they are for evaluation
        window-ms: [5, 50]     # the length of a window, drawn evenly
        thresholds: [0.1, 0.8] # of each camera, in log intensity
        threshold-deviation: 0.05  # of pixels, as a share
        noise-hz: 0.2          # events that nothing caused, a pixel and second at most
        crop: 96x96            # drawn for each sample; multiples of 16

      augmentation:
        polarity: 0.5          # of samples have on and off exchanged

      training:
        steps: 30000
        batch: 4
        loss: supervised       # supervised, self-supervised, contrast
        optimizer: adam        # adam, adamw, sgd
        learning-rate: 0.0006
        schedule: one-cycle    # one-cycle, cosine, step, constant
        rise: 0.05             # the share of one-cycle in which the rate grows
        clip-norm: 1           # the largest norm of all gradients; 0 for no bound
        average: 0.999         # kept of the moving average of weights; 0 for none
        seed: 0

      validation:
        every: 500             # steps; 0 for never
        samples: 32
        seeds: [100000, 999999]  # of scenes
        patience: 0            # validations without a better one, then it ends; 0: never

      output:
        checkpoint-every: 250
        keep: 3
        log-every: 10

      """
    case .steflownetRecordings:
      """
      # The small STE-FlowNet, tuned on recordings of which no flow is known: it learns to make
      # their events sharp. It is meant to start from the weights named steflownet-s.
      network:
        model: steflownet
        widths: [8, 16, 32, 48]  # of the encoder's four levels, the finest first
        decoder-widths: [4, 32, 48]
        head: 16
        splits: 5              # of a window
        iterations: 1          # over all splits
        passes: 2              # the second sees events moved back along the first's flow

      data:
        source: recordings
        # path: night.raw      # a recording, or a folder of them
        # format: aedat4       # with size: 346x260 and time-unit: us, of files that do not
                               # say it
        window-ms: [10, 50]    # the length of a window, drawn evenly
        crop: 96x96            # drawn around an event; multiples of 16

      augmentation:
        flip: 0.5              # in a mirror, and as many upside down
        polarity: 0.5          # of samples have on and off exchanged
        reverse: 0.5           # are played backwards

      training:
        steps: 1000
        batch: 4
        loss: contrast
        variation: 0.01        # the weight of the flow's total variation
        optimizer: adam        # adam, adamw, sgd
        learning-rate: 0.0001
        schedule: one-cycle    # one-cycle, cosine, step, constant
        rise: 0.1              # the share of one-cycle in which the rate grows
        clip-norm: 1           # the largest norm of all gradients; 0 for no bound
        average: 0.99          # kept of the moving average of weights; 0 for none
        seed: 0

      validation:
        every: 100             # steps; 0 for never
        samples: 64
        share: 0.1             # of each recording is set aside, its end
        # path: others         # or recordings of their own
        patience: 0            # validations without a better one, then it ends; 0: never

      output:
        checkpoint-every: 100
        keep: 3
        log-every: 10

      """
    }
  }
}
