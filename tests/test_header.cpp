// The header is C++ as well: the structs can be filled, the functions are linked by their C names.
#include <rle127.h>

#include <cstring>

int main()
{
    unsigned char bits[2] = {0x0C, 0x00}, result[2] = {0xFF, 0xFF}, file[16];
    rle127_bitmap image = {};
    image.width = 9;
    image.height = 1;
    image.stride_bytes = 2;
    image.bits = bits;
    image.one_is_black = false;
    rle127_options options = {};
    options.threads = 1;
    options.level = "scalar";

    const unsigned char expected[] = {9, 0, 1, 0, 0x04, 0x82, 0x03};
    std::size_t n_bytes = 0;
    if (rle127_encode(&image, file, sizeof file, &n_bytes, &options) != RLE127_OK)
        return 1;
    if (n_bytes != sizeof expected || std::memcmp(file, expected, n_bytes) != 0)
        return 1;
    image.bits = result;
    if (rle127_decode(file, n_bytes, &image, nullptr) != RLE127_OK)
        return 1;
    return std::memcmp(result, bits, sizeof bits) == 0 ? 0 : 1;
}
