# Writes OUTPUT, a C file with the text of FILE as the string SYMBOL, and as SYMBOL_sha256 the hash
# of its bytes in base64, as a Content-Security-Policy names them. FILE holds no byte of 0.
#
#   cmake -D FILE=... -D SYMBOL=... -D OUTPUT=... -P embed_file.cmake

# Three bytes, in six hexadecimal digits, are four digits of base64.
function(encode_base64 hex result)
  set(digits "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(text "")
  string(REGEX MATCHALL "......" groups "${hex}0000")
  foreach(group IN LISTS groups)
    foreach(shift IN ITEMS 18 12 6 0)
      math(EXPR digit "(0x${group} >> ${shift}) & 63")
      string(SUBSTRING "${digits}" ${digit} 1 character)
      string(APPEND text ${character})
    endforeach()
  endforeach()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

file(READ ${FILE} hex HEX)
file(SHA256 ${FILE} hash)
encode_base64(${hash} base64)
string(SUBSTRING ${base64} 0 43 base64) # of 32 bytes; what follows is padding

# Strings of 20 bytes, a line each.
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
string(REPEAT "...." 20 line)
string(REGEX REPLACE "(${line})" "\\1\"\n    \"" bytes "${bytes}")

file(WRITE ${OUTPUT} "extern const char ${SYMBOL}[], ${SYMBOL}_sha256[];
const char ${SYMBOL}[] =
    \"${bytes}\";
const char ${SYMBOL}_sha256[] = \"${base64}=\";
")
