// Everything a route's request and reply types need: fields, reading, writing, describing. See field.hpp for
// how a type is described.
#pragma once

#include "http/core/describe.hpp"
#include "http/core/field.hpp"
#include "http/core/read_request.hpp"
#include "http/core/write_json.hpp"
