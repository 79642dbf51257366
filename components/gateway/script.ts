import { clientHeader, clientNote, metadataNamespace, usedNote } from "./metadata";

/**
 * How much of a conversation chooses its replica, in bytes. A system prompt that is longer leads all of its conversations
 * to one replica, as far as the load allows; a shorter one leaves the first questions in, which part them.
 */
const openingBytes = 1024;

/**
 * What Envoy's own filters cannot do to a request and its answer. Nothing that is allowed or refused is decided here.
 *
 * Into a request go members that the engine wants, at the end of the body, where they win over the caller's own; the
 * body stays as it is otherwise, to the byte:
 * - what makes the engine tell the usage of a stream: at its end, and where the engine can with each event, since a
 *   caller may go away in the middle. In the answer, what the caller did not ask for is taken out again: some stumble
 *   over the last event's empty `choices`.
 * - the client's name as the salt of the engine's prefix cache, so that no client can find out by the time of an answer
 *   what another one has asked.
 * - that a response is not to be stored.
 * - the model's own name where an alias was asked for. In the answer, the client finds the name that it asked for.
 *
 * Of a request that may go to several replicas, the opening is noted, by which they are chosen: the client's name, and
 * the text from where the conversation begins.
 *
 * Of an answer, the usage is noted for the access log and for quotas of tokens; the last that is told counts. Member names are
 * looked for in the text: inside of a JSON string their quotes would be escaped, so nothing that a model says can look like
 * them. As the outermost filter that sees every answer, the
 * script also tells a caller with a used-up quota when to ask again, from the header that the quota's filter sets, and of
 * several quotas only what is left of the tightest.
 */
export const script = `
local space = "${metadataNamespace}"

-- The place of the brace that ends a body, past blanks. Read in blocks: there may be millions of them.
local function closing_brace(body)
  local last = body:length()
  while last > 0 do
    local first = math.max(0, last - 4096)
    local block = body:getBytes(first, last - first)
    local place = block:match("^.*()%S")
    if place then return block:sub(place, place) == "}" and first + place - 1 or nil end
    last = first
  end
end

-- Whether an engine takes a value for yes: some are lax about it.
local yes = { ["true"] = true, ["1"] = true, yes = true, on = true, t = true, y = true }
local function is_yes(value)
  return value == true or value == 1 or type(value) == "string" and yes[value:lower()] == true
end

-- The beginning of the conversation, by whose name it goes on a path.
local beginnings = { '"messages"', '"instructions"', '"input"', '"prompt"' }

local function opening_of(body)
  local head = body:getBytes(0, math.min(body:length(), 65536))
  for _, name in ipairs(beginnings) do
    local place = head:find(name, 1, true)
    if place then return head:sub(place, place + ${openingBytes}) end
  end
end

-- What a request for text gets in addition.
local function generation_members(handle, path, route, client)
  local members = route:get("salted") and ',"cache_salt":"' .. client .. '"' or ""
  if path:find("^/v1/responses") then members = members .. ',"store":false' end
  local stream = route:get("stream")
  -- The streams of other paths tell the usage without being asked.
  if stream and path:find("^/v1/[%a/]*completions") then
    local asked = handle:streamInfo():dynamicMetadata():get(space)
    if asked and is_yes(asked["stream"]) then members = members .. stream end
  end
  return members
end

function envoy_on_request(handle)
  local path = handle:headers():get(":path")
  local route = handle:metadata()
  if route:get("model") == nil then return end
  local client = handle:headers():get("${clientHeader}")
  if route:get("counted") then
    local notes = handle:streamInfo():dynamicMetadata()
    notes:set(space, "${clientNote}", client)
    notes:set(space, "${usedNote}", 0)
  end
  local addition = ""
  if route:get("alias") then addition = ',"model":"' .. route:get("model") .. '"' end
  local is_shared = false
  if not path:find("^/v1/embeddings") then
    addition = addition .. generation_members(handle, path, route, client)
    is_shared = route:get("shared")
  end
  if addition == "" and not is_shared then return end
  local body = handle:body()
  if body == nil then return end
  if is_shared then
    local opening = opening_of(body)
    if opening then handle:streamInfo():dynamicMetadata():set(space, "opening", client .. " " .. opening) end
  end
  local place = addition ~= "" and closing_brace(body)
  if not place then return end
  local size = body:setBytes(body:getBytes(0, place) .. addition .. "}")
  if handle:headers():get("content-length") then
    handle:headers():replace("content-length", tostring(size))
  end
end

-- A number by its member's name.
local function count(object, name)
  return tonumber(object:match('"' .. name .. '":%s*(%d+)'))
end

-- What is told of the usage in the text of an answer or of an event.
local function usage_of(text)
  local told
  for object in text:gmatch('"usage":%s*(%b{})') do told = object end
  if told then
    return {
      prompt = count(told, "prompt_tokens") or count(told, "input_tokens") or 0,
      completion = count(told, "completion_tokens") or count(told, "output_tokens") or 0,
    }
  end
  told = text:match('"timings":%s*(%b{})')
  if told then
    return {
      prompt = (count(told, "cache_n") or 0) + (count(told, "prompt_n") or 0),
      completion = count(told, "predicted_n") or 0,
    }
  end
end

-- The event without what was asked for here alone; the last one tells the usage and nothing else.
local function as_asked(event, asked_last)
  if event:find('"choices":%s*%[%s*%]') and event:find('"usage":%s*{') then return asked_last and event or "" end
  return (event:gsub(',%s*"usage":%s*%b{}', "", 1):gsub(',%s*"timings":%s*%b{}', "", 1))
end

-- The place after the first blank line, which ends an event.
local function event_end(text, from)
  local _, unix = text:find("\\n\\n", from, true)
  local _, windows = text:find("\\r\\n\\r\\n", from, true)
  if unix and windows then return math.min(unix, windows) end
  return unix or windows
end

local function read_stream(handle, note, pass)
  local rest = ""
  for chunk in handle:bodyChunks() do
    local text = rest .. chunk:getBytes(0, chunk:length())
    local passed = {}
    local from = 1
    local last = event_end(text, from)
    while last do
      local event = text:sub(from, last)
      note(event)
      passed[#passed + 1] = pass(event)
      from = last + 1
      last = event_end(text, from)
    end
    rest = text:sub(from)
    -- The word that ends a stream is passed on even when the engine does not finish the event.
    if rest:find("^data: %[DONE%]") then
      passed[#passed + 1] = rest
      rest = ""
    end
    chunk:setBytes(table.concat(passed))
  end
end

-- The usage stands in a few hundred bytes somewhere in an answer, and may lie across two chunks. With another name for the
-- model, the end of what came is held back until it was found, since it may begin there; that there is more to come is
-- known by the length that the engine told.
local function read_whole(handle, note, rename, length)
  local seen, rest, held = 0, "", ""
  for chunk in handle:bodyChunks() do
    local bytes = chunk:getBytes(0, chunk:length())
    seen = seen + #bytes
    note(rest .. bytes)
    rest = (rest .. bytes):sub(-1024)
    if rename then
      local text, found = rename(held .. bytes)
      held = ""
      if found > 0 then
        rename = nil
      elseif length and seen < length then
        held = text:sub(-256)
        text = text:sub(1, -257)
      end
      chunk:setBytes(text)
    end
  end
end

-- Puts the name that the client asked for in the place of the model's own.
local function renamer(own, asked)
  local pattern = '("model":%s*")' .. own:gsub("%p", "%%%0") .. '"'
  local replacement = "%1" .. asked .. '"'
  return function(text) return text:gsub(pattern, replacement, 1) end
end

-- Of several quotas, the one with the least left is told: each filter adds its own.
local function keep_tightest(headers)
  local count = headers:getNumValues("x-ratelimit-remaining")
  if count < 2 then return end
  local tightest = 0
  local function told(part, place)
    return tonumber(headers:getAtIndex("x-ratelimit-" .. part, place)) or 0
  end
  for place = 1, count - 1 do
    local less = told("remaining", tightest) - told("remaining", place)
    -- Of two with nothing left, the one that lasts longer holds.
    if less > 0 or less == 0 and told("reset", place) > told("reset", tightest) then tightest = place end
  end
  for _, part in ipairs({ "limit", "remaining", "reset" }) do
    local name = "x-ratelimit-" .. part
    local value = headers:getAtIndex(name, tightest)
    headers:remove(name)
    if value then headers:add(name, value) end
  end
end

function envoy_on_response(handle)
  local headers = handle:headers()
  keep_tightest(headers)
  if headers:get(":status") == "429" and headers:get("retry-after") == nil then
    local reset = headers:get("x-ratelimit-reset")
    if reset then headers:add("retry-after", reset) end
  end
  local route = handle:metadata()
  if route:get("model") == nil then return end
  -- Envoy's objects end when the script waits for more, so each is asked for anew.
  local function note(text)
    local usage = usage_of(text)
    if usage == nil then return end
    local notes = handle:streamInfo():dynamicMetadata()
    notes:set(space, "usage", usage)
    notes:set(space, "${usedNote}", usage.prompt + usage.completion)
  end
  local kind = headers:get("content-type") or ""
  local rename = route:get("alias") and renamer(route:get("model"), route:get("alias"))
  if kind:find("^text/event%-stream") then
    local asked = handle:streamInfo():dynamicMetadata():get(space) or {}
    local is_left = route:get("stream") == nil or asked["askedEach"] == true
    local is_last_left = asked["askedLast"] == true
    read_stream(handle, note, function(event)
      local passed = is_left and event or as_asked(event, is_last_left)
      return rename and (rename(passed)) or passed
    end)
  elseif kind:find("^application/json") then
    local length = tonumber(headers:get("content-length") or "")
    -- The names are not of one length.
    if rename then headers:remove("content-length") end
    read_whole(handle, note, rename, length)
  end
end
`;
