#pragma once

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !__has_include(<libavformat/avformat.h>) || !__has_include(<libavdevice/avdevice.h>)
#error "libav's headers are missing: Tools/setup installs libavformat-dev, libswscale-dev, libavfilter-dev, libavdevice-dev"
#endif

// What libav declares is defined by this target, which loads the libraries when they are first needed: with all that
// they bring, more than a hundred others, they would cost every start of a program 40 ms.
#include <libavcodec/avcodec.h>
#include <libavdevice/avdevice.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/cpu.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/sha.h>
#include <libswscale/swscale.h>

// The libraries that are loaded by themselves. A library brings those that it needs.
enum cffmpeg_library {
  CFFMPEG_UTILITIES,
  CFFMPEG_CODECS,
  CFFMPEG_CONTAINERS,
  CFFMPEG_SCALING,
  CFFMPEG_FILTERS,
  CFFMPEG_DEVICES,
};

// Loads a library, once a process and whatever thread asks. Returns null, or why it cannot be loaded.
//
// No function of a library may be called before.
const char *cffmpeg_load(enum cffmpeg_library library);

// The file's name, of the version that this was compiled against, and the package of Debian that holds it.
const char *cffmpeg_file(enum cffmpeg_library library);
const char *cffmpeg_package(enum cffmpeg_library library);

// Return codes that libav builds with macros.
static inline int cffmpeg_error(int errno_code) { return AVERROR(errno_code); }
static inline int cffmpeg_error_again(void) { return AVERROR(EAGAIN); }
static inline int cffmpeg_error_end(void) { return AVERROR_EOF; }
static inline int cffmpeg_error_invalid_data(void) { return AVERROR_INVALIDDATA; }
static inline int cffmpeg_error_stream_not_found(void) { return AVERROR_STREAM_NOT_FOUND; }
static inline int cffmpeg_error_decoder_not_found(void) { return AVERROR_DECODER_NOT_FOUND; }
static inline int cffmpeg_error_encoder_not_found(void) { return AVERROR_ENCODER_NOT_FOUND; }
static inline int cffmpeg_error_muxer_not_found(void) { return AVERROR_MUXER_NOT_FOUND; }

// The one file that a demuxer may read, and whether it asked for another.
struct cffmpeg_source {
  const char *url;
  int asked_for_others;
};

// Opens the file that is being read, whose name some demuxers of pictures ask for again, and nothing else.
static inline int cffmpeg_open_source_only(
    AVFormatContext *context, AVIOContext **opened, const char *url, int flags, AVDictionary **options) {
  struct cffmpeg_source *source = context->opaque;
  (void)options;
  if (!(flags & AVIO_FLAG_WRITE) && context->url && url && !strcmp(url, context->url))
    return avio_open(opened, source->url, AVIO_FLAG_READ);
  source->asked_for_others = 1;
  return AVERROR(EPERM);
}

// Lets a context read its source only. The source outlives the context.
static inline void cffmpeg_confine(AVFormatContext *context, struct cffmpeg_source *source) {
  context->opaque = source;
  context->io_open = cffmpeg_open_source_only;
}

// Tells the demuxer by the content, or null.
static inline const AVInputFormat *cffmpeg_probe(AVIOContext *input, const char *url, int *code) {
#if LIBAVFORMAT_VERSION_MAJOR >= 59
  const AVInputFormat *format = NULL;
#else
  AVInputFormat *format = NULL;
#endif
  *code = av_probe_input_buffer2(input, &format, url, NULL, 0, 0);
  return *code < 0 ? NULL : format;
}

static inline int cffmpeg_open(
    AVFormatContext **context, const char *url, const AVInputFormat *format, AVDictionary **options) {
#if LIBAVFORMAT_VERSION_MAJOR >= 59
  return avformat_open_input(context, url, format, options);
#else
  return avformat_open_input(context, url, (AVInputFormat *)format, options);
#endif
}

static inline int64_t cffmpeg_no_timestamp(void) { return AV_NOPTS_VALUE; }

// Pixel formats in the byte order of this machine.
static inline enum AVPixelFormat cffmpeg_gray16(void) { return AV_PIX_FMT_GRAY16; }
static inline enum AVPixelFormat cffmpeg_rgb48(void) { return AV_PIX_FMT_RGB48; }
static inline enum AVPixelFormat cffmpeg_rgba64(void) { return AV_PIX_FMT_RGBA64; }
// Blue, green, red and a byte without meaning on little-endian machines.
static inline enum AVPixelFormat cffmpeg_0rgb32(void) { return AV_PIX_FMT_0RGB32; }

// Swift sees the arrays of planes as tuples; these keep the pointer arithmetic in C.
static inline uint8_t *cffmpeg_plane(const AVFrame *frame, int plane) { return frame->data[plane]; }
static inline ptrdiff_t cffmpeg_row_bytes(const AVFrame *frame, int plane) { return frame->linesize[plane]; }

static inline int cffmpeg_scale(struct SwsContext *context, const AVFrame *source, AVFrame *target) {
  return sws_scale(
      context, (const uint8_t *const *)source->data, source->linesize, 0, source->height, target->data,
      target->linesize);
}

// Sets matrix and range of both sides; spaces are AVColorSpace values.
static inline int cffmpeg_set_colors(
    struct SwsContext *context, int source_space, int source_full, int target_space, int target_full) {
  return sws_setColorspaceDetails(
      context, sws_getCoefficients(source_space), source_full, sws_getCoefficients(target_space), target_full, 0,
      1 << 16, 1 << 16);
}

// The 3×3 display matrix that the container gives, or null.
static inline const int32_t *cffmpeg_stream_display_matrix(const AVStream *stream) {
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
  const AVPacketSideData *data = av_packet_side_data_get(
      stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  return data && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : NULL;
#else
  size_t size = 0;
  const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return data && size >= 9 * sizeof(int32_t) ? (const int32_t *)data : NULL;
#endif
}

// The 3×3 display matrix that the decoder attached, or null.
static inline const int32_t *cffmpeg_frame_display_matrix(const AVFrame *frame) {
  const AVFrameSideData *data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
  return data && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : NULL;
}
