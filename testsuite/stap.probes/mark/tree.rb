# An exception, and values_at six times.
def leaf(list)
  list.values_at(0)
end

def branch(list)
  leaf(list)
  leaf(list)
end

3.times { branch([1, 2]) }
begin
  raise "an end"
rescue RuntimeError
end
