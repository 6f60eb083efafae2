/// Configurations of trainings of pictures to begin with.
public enum ReconstructionTrainingPreset: String, CaseIterable, Sendable {
  /// FireNet on scenes that are rendered while it learns.
  case firenet

  /// The file's text.
  public var text: String {
    switch self {
    case .firenet:
      """
      # FireNet on events and pictures of scenes that are rendered while it learns, with
      # gradients through time. Its loss: L1 at three scales, structural similarity, and how
      # pictures change from window to window.
      network:
        release: FireNet       # FireNet: the grid is normalised; FireNet+: it is not
        channels: 16

      data:
        law: esim-2d           # a law of scenes, or its file
        seeds: [1000000, 999999999]  # of scenes; below 1000000 they are for evaluation
        crop: 128x128          # drawn for each sample
        windows: 12            # of a sample, which follow each other
        warmup: 4              # of them warm the states up, without a gradient
        window-ms: [5, 20]     # the length of a window, drawn for each sample
        thresholds: [0.1, 0.8] # of each camera, in log intensity
        threshold-deviation: 0.05  # of pixels, as a share
        noise-hz: 0.2          # events that nothing caused, a pixel and second at most
        pause-share: 0.2       # of samples stop for a while: no events, the same picture
        gamma: 2.2             # pictures are gray levels to the power of 1 / gamma

      augmentation:
        flip: 0.5              # of samples in a mirror, and as many upside down

      training:
        steps: 20000
        batch: 4
        similarity: 0.5        # the weight of 1 - SSIM
        consistency: 0.5       # the weight of how pictures change
        optimizer: adam        # adam, adamw, sgd
        learning-rate: 0.001
        schedule: cosine       # one-cycle, cosine, step, constant
        warmup-steps: 200      # in which the rate grows
        clip-norm: 1           # the largest norm of all gradients; 0 for no bound
        average: 0.999         # kept of the moving average of weights; 0 for none
        seed: 0

      validation:
        every: 500             # steps; 0 for never
        samples: 16
        seeds: [100000, 999999]  # of scenes
        patience: 0            # validations without a better one, then it ends; 0: never

      output:
        checkpoint-every: 250
        keep: 3
        log-every: 10

      """
    }
  }
}
