// SPDX-License-Identifier: GPL-2.0-or-later
//
// frames-cc.cc - a C++ program whose stacks are looked at where it throws: below a virtual function, in
// an algorithm of the library.
#include <algorithm>
#include <stdexcept>
#include <vector>

struct shape {
	virtual ~shape() = default;
	virtual int area(int n) const = 0;
};

struct square : shape {
	int area(int n) const override;
};

__attribute__((noinline)) int square::area(int n) const
{
	if (n > 2)
		throw std::out_of_range("area");
	return n * n;
}

__attribute__((noinline)) static int total(const std::vector<shape *> &shapes)
{
	int sum = 0;

	std::for_each(shapes.begin(), shapes.end(), [&sum](const shape *s) { sum += s->area(sum + 3); });
	return sum;
}

int main()
{
	square s;

	try {
		return total({ &s, &s });
	} catch (const std::exception &) {
		return 0;
	}
}
