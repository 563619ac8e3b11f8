/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * subject-cc.cc - the same of C++: classes, references, templates, exceptions, the library inlined.
 */
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace shapes
{
struct base {
	explicit base(int id)
		: id(id)
	{
	}
	virtual ~base() = default;
	virtual long area() const = 0;
	int id;
};

struct box : base {
	box(int id, int width, int height)
		: base(id)
		, width(width)
		, height(height)
	{
	}
	long area() const override
	{
		long result = static_cast<long>(width) * height;

		std::printf("%ld\n", result);
		return result + id;
	}
	int width, height;
};

template <typename T> T largest(const std::vector<T> &values, T otherwise)
{
	T best = otherwise;

	for (const T &value : values) {
		bool is_better = value > best;

		if (is_better)
			best = value;
	}
	return best;
}
}

static thread_local long depth;

[[gnu::noinline]] static void adjust(long &value, const int &by, bool negative)
{
	long sign = negative ? -1 : 1;

	value += sign * by;
	depth++;
}

[[gnu::noinline]] static int thrown(int n)
{
	int before = n * 2;

	try {
		if (n > 2)
			throw n;
		before++;
	} catch (int caught) {
		int doubled = caught * 2;

		std::printf("%d\n", doubled);
		return doubled + before;
	}
	return before;
}

[[gnu::noinline]] static std::size_t counted(const std::string &text)
{
	std::map<char, int> count;
	std::size_t most = 0;

	for (char c : text) {
		int &n = count[c];

		n++;
		most = std::max<std::size_t>(most, static_cast<std::size_t>(n));
	}
	return most * 100 + count.size();
}

int main(int argc, char **)
{
	std::vector<std::unique_ptr<shapes::base>> all;
	std::vector<long> areas;
	long total = 0;

	for (int i = 0; i < 4; i++)
		all.push_back(std::make_unique<shapes::box>(i, i + argc, 2 * i));
	for (const auto &shape : all)
		areas.push_back(shape->area());
	std::sort(areas.begin(), areas.end(), [](long a, long b) { return a > b; });
	total = shapes::largest(areas, -1L) + shapes::largest(std::vector<char>{ 'x', 'y' }, 'a');
	for (int i = 0; i < 4; i++) {
		adjust(total, i, i & 1);
		total += thrown(i) + static_cast<long>(counted("mississippi"));
	}
	std::printf("%ld %ld\n", total, depth);
	return 0;
}
